import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cursorOf, dueAt, dueFirings, nextFiring } from './due.ts'
import { nextOccurrences } from './occurrences.ts'
import { ScheduleSpec } from './spec.ts'

const start = Date.parse('2027-01-01T00:00:00.000Z')
const minute = 60_000
const hour = 60 * minute
const iso = (at: number) => new Date(at).toISOString()
const schedule = (spec: object, lastAt: number | null = null) => ({
  id: '019a0000-0000-7000-8000-000000000001',
  spec: ScheduleSpec.parse(spec),
  timeZone: 'UTC',
  activeAt: iso(start),
  lastAt: lastAt === null ? null : iso(lastAt),
})
const due = (spec: object, now: number, lastAt: number | null = null) => {
  const { fire, missed } = dueFirings(schedule(spec, lastAt), now)
  return {
    fire: fire.map(({ at, late }) => [(at - start) / minute, late]),
    missed: missed && [missed.count, (missed.from - start) / minute, (missed.to - start) / minute],
  }
}

describe('after an hour in which nobody was there, of a firing every ten minutes', () => {
  const now = start + hour + 10_000
  test.each([
    ['all', { fire: [10, 20, 30, 40, 50].map((n) => [n, true]).concat([[60, false]]), missed: null }],
    ['latest', { fire: [[60, true]], missed: [5, 10, 50] }],
    ['none', { fire: [[60, true]], missed: [5, 10, 50] }],
  ])('catch-up %s', (catchUp, expected) => {
    expect(due({ every: '10 minutes', catchUp }, now)).toEqual(expected)
  })

  test('who was there only for a time between two does not fire late what is not made up for', () => {
    const later = start + hour + 5 * minute
    expect(due({ every: '10 minutes', catchUp: 'none' }, later)).toEqual({ fire: [], missed: [6, 10, 60] })
    expect(due({ every: '10 minutes', catchUp: 'latest' }, later)).toEqual({ fire: [[60, true]], missed: [5, 10, 50] })
  })

  test('what is longer ago than the window is missed under each policy, and told as one', () => {
    const spec = { every: '10 minutes', catchUpWindow: '25 minutes' }
    expect(due({ ...spec, catchUp: 'all' }, now)).toEqual({
      fire: [
        [40, true],
        [50, true],
        [60, false],
      ],
      missed: [3, 10, 30],
    })
    const stale = start + hour + 5 * minute
    const short = { every: '1 hour', catchUp: 'latest', catchUpWindow: '2 minutes' }
    expect(due(short, stale)).toEqual({ fire: [], missed: [1, 60, 60] })
  })
})

test('on time there is one, and nothing is missed; before its time there is none', () => {
  expect(due({ every: '10 minutes' }, start + 10 * minute)).toEqual({ fire: [[10, false]], missed: null })
  expect(due({ every: '10 minutes', catchUp: 'none' }, start + 10 * minute + 40_000)).toEqual({
    fire: [[10, false]],
    missed: null,
  })
  expect(due({ every: '10 minutes' }, start + 10 * minute - 1)).toEqual({ fire: [], missed: null })
  expect(due({ every: '10 minutes' }, start + 15 * minute, start + 10 * minute)).toEqual({ fire: [], missed: null })
})

test('a very long absence costs little, and is counted as far as anybody cares', () => {
  const spec = { cron: '*/5 * * * *', catchUp: 'latest' }
  const begun = performance.now()
  const { fire, missed } = dueFirings(schedule(spec), start + 365 * 24 * hour)
  expect(fire).toHaveLength(1)
  expect(missed).toEqual({ count: 1_000, from: start + 5 * minute, to: start + 365 * 24 * hour - 5 * minute })
  expect(performance.now() - begun).toBeLessThan(15_000)
})

const specs = fc.record({
  catchUp: fc.constantFrom('all', 'latest', 'none'),
  catchUpWindow: fc.constantFrom('5 minutes', '1 hour', '7 days'),
  jitter: fc.constantFrom(undefined, '30 seconds', '10 minutes'),
  times: fc.constantFrom<object>(
    { every: '90 seconds' },
    { cron: '*/7 * * * *' },
    { rrule: 'FREQ=HOURLY;BYMINUTE=3,33' },
  ),
})

test('however often and late one looks: each time is fired or missed once, in order, and never too early', () => {
  fc.assert(
    fc.property(
      specs,
      fc.array(fc.integer({ min: 500, max: 3 * hour }), { minLength: 1, maxLength: 8 }),
      (spec, gaps) => {
        const { times, ...policy } = spec
        let known = schedule({ ...times, ...policy })
        let now = start
        const dealtWith: number[] = []
        for (const gap of gaps) {
          now += gap
          for (let round = 0; ; round++) {
            expect(round).toBeLessThan(50)
            const { fire, missed } = dueFirings(known, now)
            if (fire.length === 0 && missed === null) break
            if (missed) {
              const some = nextOccurrences(known.spec, 'UTC', cursorOf(known), missed.count)
              expect([some[0], some.at(-1)]).toEqual([missed.from, missed.to])
              dealtWith.push(...some)
            }
            for (const { at } of fire) {
              expect(dueAt(known, at)).toBeLessThanOrEqual(now)
              dealtWith.push(at)
            }
            known = { ...known, lastAt: iso(dealtWith.at(-1) as number) }
          }
        }
        expect(dealtWith).toEqual(nextOccurrences(known.spec, 'UTC', start, dealtWith.length))
        const next = nextFiring(known)
        expect(next === null || next.dueAt > now).toBe(true)
      },
    ),
    { numRuns: 30 },
  )
})

test('jitter keeps the order and differs between schedules', () => {
  const own = schedule({ every: '1 minute', jitter: '1 hour' })
  const times = nextOccurrences(own.spec, 'UTC', start, 50)
  const dues = times.map((at) => dueAt(own, at))
  expect(dues.every((at, n) => at >= (times[n] as number) && at < (times[n + 1] ?? Number.POSITIVE_INFINITY))).toBe(
    true,
  )
  const other = { ...own, id: '019a0000-0000-7000-8000-000000000002' }
  expect(times.filter((at) => dueAt(other, at) === dueAt(own, at)).length).toBeLessThan(10)
})
