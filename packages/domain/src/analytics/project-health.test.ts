import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { figureOf, type HealthFacts, projectHealth } from './project-health.ts'
import { type HealthMoment, type TaskHistory, taskHistory } from './task-history.ts'
import { done, history, moment } from './test-tasks.ts'
import { healthWindow } from './window.ts'

const asOf = '2026-03-04T12:00:00.000Z'
const nothing = { tasks: 0, points: 0, minutes: 0, actualMinutes: 0, firstTaskAt: null }
const report = (tasks: readonly TaskHistory[], more: Partial<HealthFacts> = {}) =>
  projectHealth({
    project: { id: 'p', key: 'P', name: 'Project', targetDate: null },
    window: healthWindow(asOf, 4, 'UTC'),
    tasks,
    settled: nothing,
    outside: [],
    blocks: [],
    cycle: null,
    cycles: [],
    ...more,
  })
const value = (of: ReturnType<typeof report>, name: string) => figureOf(of.figures, name).value

/** Five weeks of February, four tasks a week of which each took a day. */
const steady = (each = 4) =>
  [2, 9, 16, 23].flatMap((day) =>
    Array.from({ length: each }, (_, n) => {
      const date = `2026-02-${String(day).padStart(2, '0')}`
      const next = `2026-02-${String(day + 1).padStart(2, '0')}`
      return done(`${day}-${n}`, `${date}T09:00:00.000Z`, `${next}T09:00:00.000Z`)
    }),
  )

describe('figures', () => {
  test('of a steady flow: throughput, cycle time and Little’s law agree', () => {
    const all = report(steady())
    expect(all.weeks.map(({ monday, completed }) => [monday, completed.tasks])).toEqual([
      ['2026-02-02', 4],
      ['2026-02-09', 4],
      ['2026-02-16', 4],
      ['2026-02-23', 4],
    ])
    expect([value(all, 'throughput.mean'), value(all, 'throughput.deviation')]).toEqual([4, 0])
    expect([value(all, 'cycle_time.p50'), value(all, 'cycle_time.p95')]).toEqual([1, 1])
    // Sixteen days of work in 30.5.
    expect(value(all, 'wip.mean')).toBe(0.5246)
    expect(value(all, 'littles_law.ratio')).toBe(1)
    expect([all.status, all.rule]).toEqual(['on_track', 'all of the scope is done'])
  })

  test('velocity: mean and deviation of completed cycles', () => {
    const cycle = (points: number, n: number) => ({
      id: `c${n}`,
      name: 'Cycle',
      completedAt: asOf,
      scope: { tasks: 9, points: 30, minutes: 0 },
      completed: { tasks: n, points, minutes: 0 },
    })
    const all = report([], { cycles: [20, 24, 28].map(cycle) })
    expect(['cycles', 'points', 'deviation', 'tasks'].map((name) => value(all, `velocity.${name}`))).toEqual([
      3, 24, 4, 1,
    ])
  })

  test('a task that went straight to done has a lead time and no cycle time', () => {
    const at = '2026-02-10T08:00:00.000Z'
    const all = report([done('a', at, at, { createdAt: '2026-02-08T08:00:00.000Z' })])
    expect([value(all, 'cycle_time.p50'), value(all, 'lead_time.p50')]).toEqual([null, 2])
    expect(figureOf(all.figures, 'cycle_time.p50').note).toBe('no such task was completed in the window')
  })

  test('flow efficiency: a day at work of four', () => {
    const [made, began, ended] = ['2026-02-09', '2026-02-12', '2026-02-13'].map((day) => `${day}T08:00:00.000Z`) as [
      string,
      string,
      string,
    ]
    const created = { createdAt: made }
    const task = taskHistory(
      [
        moment('a', { ...created, occurredAt: made }),
        moment('a', { ...created, occurredAt: began, status: 'started', startedAt: began }),
        moment('a', { ...created, occurredAt: ended, status: 'completed', startedAt: began, completedAt: ended }),
      ],
      asOf,
    )
    expect(value(report([task]), 'flow_efficiency')).toBe(0.25)
  })

  test('workload, what is nobody’s, and the estimates of what is done', () => {
    const all = report([
      history('a', { assigneeId: 'ada', estimatePoints: 3 }),
      history('b', { assigneeId: 'ada', status: 'started', startedAt: '2026-03-03T12:00:00.000Z', estimatePoints: 2 }),
      history('c', { assigneeId: 'bob' }),
      history('d', { status: 'started', startedAt: '2026-03-03T12:00:00.000Z' }),
      done('e', '2026-02-10T08:00:00.000Z', '2026-02-11T08:00:00.000Z', { estimatedMinutes: 60, actualMinutes: 90 }),
      done('f', '2026-02-10T08:00:00.000Z', '2026-02-11T08:00:00.000Z', { estimatedMinutes: 60, actualMinutes: 30 }),
    ])
    expect(all.members.map(({ memberId, open }) => [memberId, open.tasks, open.points])).toEqual([
      ['ada', 2, 5],
      [null, 1, 0],
      ['bob', 1, 0],
    ])
    expect([value(all, 'workload.mean'), value(all, 'workload.most')]).toEqual([1.5, 2])
    expect(all.unassigned.map(({ id }) => id)).toEqual(['d'])
    // |90 − 60| ÷ 90 and |30 − 60| ÷ 30.
    expect([value(all, 'estimate.ratio'), value(all, 'estimate.mmre')]).toEqual([0.5, 0.6667])
    expect([value(all, 'time.cpi'), value(all, 'time.at_completion')]).toEqual([1, 120])
  })

  test('chains: who waits for whom, the longest, and what waits for overdue work', () => {
    const tasks = ['a', 'b', 'c', 'd', 'e'].map((id) => history(id, id === 'a' ? { dueDate: '2026-03-03' } : {}))
    const blocks = ['ab', 'bc', 'ac', 'cd', 'ed', 'xa'].map(([from = '', to = '']) => ({ from, to }))
    const all = report(tasks, { blocks })
    expect(all.chain.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd'])
    expect(all.blocked.map(({ task, waitsFor }) => `${task.id}<${waitsFor.map(({ id }) => id).join('')}`)).toEqual([
      'c<ab',
      'd<ce',
      'b<a',
    ])
    expect(value(all, 'blocked.by_overdue')).toBe(2)
    expect(all.risks.map(({ code }) => code)).toContain('long_chain')
  })

  test('a chain of ten thousand is followed', () => {
    const ids = Array.from({ length: 10_000 }, (_, n) => String(n).padStart(5, '0'))
    const blocks = ids.slice(1).map((to, n) => ({ from: ids[n] ?? '', to }))
    expect(
      value(
        report(
          ids.map((id) => history(id)),
          { blocks },
        ),
        'blocked.longest_chain',
      ),
    ).toBe(10_000)
  })
})

describe('days and weeks', () => {
  test('begin at the time zone’s midnight, also over the change of clocks', () => {
    // 29 March 2026, a Sunday: clocks in Berlin go forward, so this week has 167 hours.
    const window = healthWindow('2026-04-01T12:00:00.000Z', 2, 'Europe/Berlin')
    expect(window.from).toBe('2026-03-15T23:00:00.000Z')
    expect(window.weeks).toEqual([
      { monday: '2026-03-16', until: '2026-03-22T23:00:00.000Z' },
      { monday: '2026-03-23', until: '2026-03-29T22:00:00.000Z' },
    ])
    const late = [
      done('a', '2026-03-20T08:00:00.000Z', '2026-03-29T21:30:00.000Z'),
      done('b', '2026-03-20T08:00:00.000Z', '2026-03-29T22:30:00.000Z'),
    ]
    const all = report(late, { window })
    expect(all.weeks.map(({ completed }) => completed.tasks)).toEqual([0, 1])
    expect(all.burnup.map(({ date, completed }) => [date, completed.tasks])).toEqual([
      ['2026-03-15', 0],
      ['2026-03-22', 0],
      ['2026-03-29', 1],
      ['2026-04-01', 2],
    ])
  })

  test('what is due today is not overdue, and today is the time zone’s', () => {
    const task = history('a', { dueDate: '2026-03-04' })
    expect(value(report([task]), 'overdue')).toBe(0)
    // Noon UTC is past midnight there.
    const window = healthWindow(asOf, 4, 'Pacific/Kiritimati')
    expect(value(report([task], { window }), 'overdue')).toBe(1)
  })
})

describe('forecast, risks and status', () => {
  const open = (count: number) =>
    Array.from({ length: count }, (_, n) => history(`open-${n}`, { occurredAt: '2026-03-01T08:00:00.000Z' }))
  const target = (targetDate: string) => ({ project: { id: 'p', key: 'P', name: 'Project', targetDate } })

  test('where every week is the same, chance decides nothing', () => {
    const { forecast } = report([...steady(), ...open(9)])
    // Nine at four a week: three weeks.
    expect([forecast.p50, forecast.p85, forecast.p95]).toEqual(['2026-03-25', '2026-03-25', '2026-03-25'])
  })

  test('what takes longer than ten years is late all the same', () => {
    const all = report([...steady(), ...open(4 * 600)], target('2030-01-01'))
    expect(all.forecast).toMatchObject({ p50: '2036-02-20', note: expect.stringContaining('ten years') })
    expect(all.status).toBe('off_track')
  })

  test('it takes four weeks and ten tasks', () => {
    expect(report([...steady(2), ...open(1)]).forecast).toMatchObject({
      p50: null,
      note: expect.stringContaining('not enough history: 8 tasks in 4'),
    })
    expect(report([...steady(), ...open(1)], { window: healthWindow(asOf, 3, 'UTC') }).forecast.p50).toBeNull()
  })

  test.each([
    ['2026-03-24', 'off_track', 'the target day is missed, or P50 of the forecast is after it'],
    ['2026-03-03', 'off_track', 'the target day is missed, or P50 of the forecast is after it'],
  ])('with the target day %s it is %s', (day, status, rule) => {
    expect(report([...steady(), ...open(9)], target(day))).toMatchObject({ status, rule })
  })

  test('a target that is met leaves it on track, and without history nothing is known', () => {
    const settled = { ...nothing, tasks: 100, firstTaskAt: '2025-01-01T00:00:00.000Z' }
    const early = steady().map(
      (task) => ({ ...task, states: [{ ...task.states[0], at: '2026-01-01T00:00:00.000Z' }] }) as TaskHistory,
    )
    expect(report([...early, ...open(9)], { ...target('2026-03-25'), settled }).status).toBe('on_track')
    expect(report(open(1)).status).toBe('unknown')
    expect(report([]).status).toBe('unknown')
  })

  test('old work and a slower pace are risks, with their tasks', () => {
    const started = { status: 'started', assigneeId: 'ada' } as const
    const aged = history('old', {
      ...started,
      startedAt: '2026-03-02T12:00:00.000Z',
      occurredAt: '2026-03-02T12:00:00.000Z',
    })
    const risk = report([...steady(), aged]).risks.find(({ code }) => code === 'ageing')
    expect(risk).toMatchObject({ severity: 'medium', tasks: [{ id: 'old' }], figures: ['wip.aged', 'cycle_time.p85'] })
    const older = { ...aged, startedAt: '2026-03-02T11:59:00.000Z' }
    expect(report([...steady(), older]).risks.find(({ code }) => code === 'ageing')?.severity).toBe('high')
    const window = healthWindow(asOf, 8, 'UTC')
    const before = steady().map((task) => ({
      ...task,
      completedAt: `2026-01-${task.taskId.startsWith('2-') ? '07' : '14'}T09:00:00.000Z`,
    }))
    const settled = { ...nothing, firstTaskAt: '2025-01-01T00:00:00.000Z' }
    expect(report([...before, ...open(1)], { window, settled }).risks.map(({ code }) => code)).toContain('slowing')
  })
})

describe('of any project', () => {
  const instant = fc
    .integer({ min: Date.parse('2026-01-01'), max: Date.parse(asOf) })
    .map((at) => new Date(at).toISOString())
  const step = fc.record({
    occurredAt: instant,
    status: fc.constantFrom('backlog', 'unstarted', 'started', 'completed', 'canceled'),
    deleted: fc.boolean(),
    archived: fc.boolean(),
    estimatePoints: fc.option(fc.integer({ min: 0, max: 13 })),
  })
  const task = fc
    .array(step, { minLength: 1, maxLength: 6 })
    .map((steps) => steps.toSorted((a, b) => (a.occurredAt < b.occurredAt ? -1 : 1)))
  const toHistory = (steps: readonly (typeof task extends fc.Arbitrary<infer T> ? T : never)[number][], n: number) => {
    let [startedAt, completedAt]: (string | null)[] = [null, null]
    const moments = steps.map(({ archived, occurredAt, status, ...rest }): HealthMoment => {
      startedAt = status === 'started' || status === 'completed' ? (startedAt ?? occurredAt) : null
      completedAt = status === 'completed' ? (completedAt ?? occurredAt) : null
      const createdAt = steps[0]?.occurredAt ?? occurredAt
      const archivedAt = archived ? occurredAt : null
      return moment(`t${n}`, {
        ...rest,
        occurredAt,
        status: status as HealthMoment['status'],
        archivedAt,
        createdAt,
        startedAt,
        completedAt,
      })
    })
    return taskHistory(moments as [HealthMoment, ...HealthMoment[]], asOf)
  }
  const project = fc.array(task, { maxLength: 20 }).map((tasks) => tasks.map(toHistory))

  test('sums agree, percentiles rise, and the order of tasks does not matter', () => {
    fc.assert(
      fc.property(project, (tasks) => {
        const all = report(tasks)
        const last = all.burnup.at(-1)
        expect(value(all, 'scope')).toBe((value(all, 'done') ?? 0) + (value(all, 'open') ?? 0))
        expect([last?.scope.tasks, last?.completed.tasks]).toEqual([value(all, 'scope'), value(all, 'done')])
        expect(tasks.filter(({ open }) => open).length).toBe(value(all, 'open'))
        const first = all.burnup[0]?.scope.tasks ?? 0
        expect(first + (value(all, 'scope.added') ?? 0) - (value(all, 'scope.removed') ?? 0)).toBe(value(all, 'scope'))
        for (const name of ['cycle_time', 'lead_time']) {
          const [p50, p85, p95] = [50, 85, 95].map((p) => value(all, `${name}.p${p}`) ?? 0)
          expect((p50 ?? 0) <= (p85 ?? 0) && (p85 ?? 0) <= (p95 ?? 0)).toBe(true)
        }
        const { p50, p85, p95 } = all.forecast
        expect((p50 ?? '') <= (p85 ?? p50 ?? '') && (p85 ?? '') <= (p95 ?? p85 ?? '')).toBe(true)
        expect(report(tasks.toReversed())).toEqual(all)
      }),
      { numRuns: 200 },
    )
  })
})
