import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cycleProgress, type TaskMoment } from './cycle-progress.ts'

const moment = (taskId: string, occurredAt: string, more: Partial<TaskMoment> = {}): TaskMoment => ({
  taskId,
  occurredAt,
  deleted: false,
  cycleId: 'c',
  status: 'unstarted',
  estimatePoints: 2,
  estimatedMinutes: 60,
  ...more,
})
const work = (tasks: number) => ({ tasks, points: 2 * tasks, minutes: 60 * tasks })
const started = '2026-03-02T09:00:00.000Z'
const utc = { timeZone: 'UTC', until: '2026-03-04T12:00:00.000Z' }

describe('the history of a scope', () => {
  test('what was committed, came in, left, was begun and done, by day', () => {
    const progress = cycleProgress(
      { id: 'c', startedAt: started },
      [
        moment('a', '2026-02-20T00:00:00.000Z'),
        moment('b', '2026-03-01T00:00:00.000Z'),
        moment('x', '2026-03-01T00:00:00.000Z', { status: 'canceled' }),
        moment('a', '2026-03-02T15:00:00.000Z', { status: 'started' }),
        moment('new', '2026-03-03T08:00:00.000Z'),
        moment('b', '2026-03-03T09:00:00.000Z', { cycleId: null }),
        moment('a', '2026-03-04T10:00:00.000Z', { status: 'completed', estimatePoints: 5 }),
      ],
      utc,
    )
    const none = work(0)
    expect(progress).toEqual({
      cycleId: 'c',
      timeZone: 'UTC',
      scope: { tasks: 2, points: 7, minutes: 120 },
      started: none,
      completed: { tasks: 1, points: 5, minutes: 60 },
      committed: work(2),
      added: work(1),
      removed: work(1),
      days: [
        { date: '2026-03-02', scope: work(2), started: work(1), completed: none },
        { date: '2026-03-03', scope: work(2), started: work(1), completed: none },
        {
          date: '2026-03-04',
          scope: { tasks: 2, points: 7, minutes: 120 },
          started: none,
          completed: { tasks: 1, points: 5, minutes: 60 },
        },
      ],
    })
  })

  test('a cycle that was not started has a scope, but no days', () => {
    const progress = cycleProgress({ id: 'c', startedAt: null }, [moment('a', started)], utc)
    expect(progress).toMatchObject({ scope: work(1), committed: null, added: null, removed: null, days: [] })
  })

  test('days are those of the time zone, also over the change of clocks', () => {
    // 29 March 2026: clocks in Berlin go forward. 23:30 there is 21:30 UTC after it, 22:30 before it.
    const moments = [
      moment('a', '2026-03-28T22:30:00.000Z'),
      moment('b', '2026-03-28T23:30:00.000Z'),
      moment('c', '2026-03-29T21:30:00.000Z'),
      moment('d', '2026-03-29T22:30:00.000Z'),
    ]
    const cycle = { id: 'c', startedAt: '2026-03-28T09:00:00.000Z' }
    const until = '2026-03-29T23:00:00.000Z'
    const scopes = (timeZone: string) =>
      cycleProgress(cycle, moments, { timeZone, until }).days.map(({ date, scope }) => `${date} ${scope.tasks}`)
    expect(scopes('Europe/Berlin')).toEqual(['2026-03-28 1', '2026-03-29 3', '2026-03-30 4'])
    expect(scopes('UTC')).toEqual(['2026-03-28 2', '2026-03-29 4'])
  })

  test('a deleted task leaves the scope', () => {
    const gone = moment('a', '2026-03-02T10:00:00.000Z', { deleted: true })
    expect(cycleProgress({ id: 'c', startedAt: started }, [moment('a', started), gone], utc)).toMatchObject({
      scope: work(0),
      removed: work(1),
    })
  })

  test('whatever happens: scope = committed + added − removed, the last day is the total, and parts are within the scope', () => {
    const one = fc.record({
      taskId: fc.constantFrom('a', 'b', 'c', 'd'),
      hour: fc.nat({ max: 90 }),
      cycleId: fc.constantFrom('c', 'c', null, 'other'),
      status: fc.constantFrom('backlog', 'started', 'completed', 'canceled'),
    })
    fc.assert(
      fc.property(fc.array(one, { maxLength: 40 }), (list) => {
        const moments = list
          .toSorted((a, b) => a.hour - b.hour)
          .map(({ hour, taskId, ...more }) =>
            moment(
              taskId,
              new Date(Date.parse('2026-03-01T00:00:00Z') + hour * 3_600_000).toISOString(),
              more as never,
            ),
          )
        const progress = cycleProgress({ id: 'c', startedAt: started }, moments, utc)
        const { scope, committed, added, removed, days } = progress
        expect(scope.tasks).toBe((committed?.tasks ?? 0) + (added?.tasks ?? 0) - (removed?.tasks ?? 0))
        expect(days.at(-1)).toEqual({
          date: '2026-03-04',
          scope,
          started: progress.started,
          completed: progress.completed,
        })
        for (const day of days) expect(day.started.tasks + day.completed.tasks).toBeLessThanOrEqual(day.scope.tasks)
      }),
    )
  })
})
