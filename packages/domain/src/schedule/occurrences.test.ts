import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { instantOf, wallAt } from '../calendar/zone.ts'
import { AppError } from '../errors.ts'
import { checkTimes, lastOccurrence, nextOccurrences, occurrencesBetween, type Times } from './occurrences.ts'

const at = (text: string) => Date.parse(text)
const next = (times: Times, zone: string, after: string, count: number) =>
  nextOccurrences(times, zone, at(after), count).map((instant) => new Date(instant).toISOString().replace('.000Z', 'Z'))

describe('when the clocks are put forward', () => {
  test.each([
    // 02:00 → 03:00 on 28 March 2027: 01:00Z.
    ['Europe/Berlin', '30 2 * * *', '2027-03-27T12:00:00Z', ['2027-03-28T01:00:00Z', '2027-03-29T00:30:00Z']],
    // 02:00 → 03:00 on 14 March 2027: 07:00Z.
    ['America/New_York', '0 2 * * *', '2027-03-13T12:00:00Z', ['2027-03-14T07:00:00Z', '2027-03-15T06:00:00Z']],
    // By half an hour: 02:00 → 02:30 on 3 October 2027: 15:30Z of the day before.
    ['Australia/Lord_Howe', '15 2 * * *', '2027-10-02T00:00:00Z', ['2027-10-02T15:30:00Z', '2027-10-03T15:15:00Z']],
  ])('%s: a time that is left out comes right after the gap, once', (zone, cron, after, expected) => {
    expect(next({ cron }, zone, after, 2)).toEqual(expected)
    const [, minute = '', hour = ''] = /^(\d+) (\d+)/.exec(cron) ?? []
    expect(next({ rrule: `FREQ=DAILY;BYHOUR=${hour};BYMINUTE=${minute}` }, zone, after, 2)).toEqual(expected)
  })

  test('several times within one gap come once', () => {
    expect(next({ cron: '0,15,30,45 2 * * *' }, 'Europe/Berlin', '2027-03-27T12:00:00Z', 3)).toEqual([
      '2027-03-28T01:00:00Z',
      '2027-03-29T00:00:00Z',
      '2027-03-29T00:15:00Z',
    ])
  })
})

describe('when the clocks are put back', () => {
  test.each([
    // 03:00 → 02:00 on 31 October 2027.
    ['Europe/Berlin', '30 2 * * *', '2027-10-30T12:00:00Z', ['2027-10-31T00:30:00Z', '2027-11-01T01:30:00Z']],
    ['America/New_York', '30 1 * * *', '2027-11-06T12:00:00Z', ['2027-11-07T05:30:00Z', '2027-11-08T06:30:00Z']],
    ['Australia/Lord_Howe', '45 1 * * *', '2027-04-03T00:00:00Z', ['2027-04-03T14:45:00Z', '2027-04-04T15:15:00Z']],
  ])('%s: a time that comes twice counts the first time', (zone, cron, after, expected) => {
    expect(next({ cron }, zone, after, 2)).toEqual(expected)
    // Also when one asks between the first and the second.
    expect(next({ cron }, zone, expected[0] ?? '', 1)).toEqual([expected[1]])
  })
})

test('what names every hour flows with time: no hole and no heap when the clocks change', () => {
  for (const after of ['2027-03-27T22:00:00Z', '2027-10-30T22:00:00Z']) {
    const half = nextOccurrences({ cron: '*/30 * * * *' }, 'Europe/Berlin', at(after), 12)
    expect(half).toEqual(Array.from({ length: 12 }, (_, n) => at(after) + (n + 1) * 1_800_000))
  }
  expect(next({ cron: '10 * * * *' }, 'Australia/Lord_Howe', '2027-04-03T13:30:00Z', 3)).toEqual([
    '2027-04-03T14:10:00Z',
    // 02:00 → 01:30: ten past one is not shown again, ten past two is half an hour later.
    '2027-04-03T15:40:00Z',
    '2027-04-03T16:40:00Z',
  ])
})

test('leap days, ends of months, weekdays of months', () => {
  const utc = (times: Times, count = 3) => next(times, 'UTC', '2026-11-27T10:00:00Z', count)
  const leap = ['2028-02-29T09:00:00Z', '2032-02-29T09:00:00Z', '2036-02-29T09:00:00Z']
  expect(utc({ cron: '0 9 29 2 *' })).toEqual(leap)
  expect(utc({ rrule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYHOUR=9' })).toEqual(leap)
  const last = ['2026-11-30T09:00:00Z', '2026-12-31T09:00:00Z', '2027-01-31T09:00:00Z', '2027-02-28T09:00:00Z']
  expect(utc({ cron: '0 9 L * *' }, 4)).toEqual(last)
  expect(utc({ rrule: 'FREQ=MONTHLY;BYMONTHDAY=-1;BYHOUR=9' }, 4)).toEqual(last)
  expect(utc({ rrule: 'FREQ=MONTHLY;BYMONTHDAY=31;BYHOUR=9' })).toEqual([
    '2026-12-31T09:00:00Z',
    '2027-01-31T09:00:00Z',
    '2027-03-31T09:00:00Z',
  ])
  const secondTuesday = ['2026-12-08T08:30:00Z', '2027-01-12T08:30:00Z', '2027-02-09T08:30:00Z']
  expect(utc({ cron: '30 8 * * TUE#2' })).toEqual(secondTuesday)
  expect(utc({ rrule: 'FREQ=MONTHLY;BYDAY=2TU;BYHOUR=8;BYMINUTE=30' })).toEqual(secondTuesday)
  expect(utc({ rrule: 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;BYHOUR=17' })).toEqual([
    '2026-11-30T17:00:00Z',
    '2026-12-31T17:00:00Z',
    '2027-01-29T17:00:00Z',
  ])
  expect(utc({ cron: '0 9 13 * FRI' })).toEqual([
    '2026-12-04T09:00:00Z',
    '2026-12-11T09:00:00Z',
    '2026-12-13T09:00:00Z',
  ])
})

test('RFC 5545: DTSTART, INTERVAL, COUNT, UNTIL, RDATE, EXDATE, in the zone’s own time', () => {
  const berlin = (rrule: string, after = '2027-01-01T00:00:00Z', count = 9) =>
    next({ rrule }, 'Europe/Berlin', after, count)
  const weeks = 'DTSTART;TZID=Europe/Berlin:20270104T090000\nRRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=3'
  expect(berlin(weeks)).toEqual(['2027-01-04T08:00:00Z', '2027-01-18T08:00:00Z', '2027-02-01T08:00:00Z'])
  expect(berlin(weeks, '2027-01-18T08:00:00Z')).toEqual(['2027-02-01T08:00:00Z'])
  expect(berlin(`${weeks}\nEXDATE:20270118T080000Z\nRDATE:20270120T120000`)).toEqual([
    '2027-01-04T08:00:00Z',
    '2027-01-20T11:00:00Z',
    '2027-02-01T08:00:00Z',
  ])
  expect(berlin(`${weeks}\nEXDATE;VALUE=DATE:20270104`)).toEqual(['2027-01-18T08:00:00Z', '2027-02-01T08:00:00Z'])
  expect(berlin('FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;UNTIL=20270111')).toEqual([
    '2027-01-04T08:00:00Z',
    '2027-01-11T08:00:00Z',
  ])
  // 08:00Z is nine o’clock; a second before is not.
  expect(berlin('FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;UNTIL=20270111T080000Z')).toHaveLength(2)
  expect(berlin('FREQ=WEEKLY;BYDAY=MO;BYHOUR=9;UNTIL=20270111T075959Z')).toHaveLength(1)
  const start: Times = {
    rrule: 'FREQ=DAILY;INTERVAL=10',
    startAt: '2027-01-01T09:30:00.000Z',
    endAt: '2027-01-30T00:00:00.000Z',
  }
  expect(next(start, 'Europe/Berlin', '2020-01-01T00:00:00Z', 9)).toEqual([
    '2027-01-01T09:30:00Z',
    '2027-01-11T09:30:00Z',
    '2027-01-21T09:30:00Z',
  ])
})

test('intervals count from startAt, else from full hours', () => {
  expect(next({ every: '20 minutes' }, 'UTC', '2027-01-01T10:01:00Z', 2)).toEqual([
    '2027-01-01T10:20:00Z',
    '2027-01-01T10:40:00Z',
  ])
  const from: Times = { every: 90_000, startAt: '2027-01-01T10:00:10.000Z' }
  expect(next(from, 'UTC', '2027-01-01T09:00:00Z', 2)).toEqual(['2027-01-01T10:00:10Z', '2027-01-01T10:01:40Z'])
})

test.each<[Times, string, string | RegExp]>([
  [{ cron: '61 * * * *' }, 'cron', /61/],
  [{ cron: '* * *' }, 'cron', /five fields .*, not 3/],
  [{ cron: '@daily' }, 'cron', /five fields/],
  [{ cron: '0 9 15W * *' }, 'cron', 'the day of the month is not right: 15W'],
  [{ cron: '0 9 * * MON?' }, 'cron', 'the weekday is not right: MON?'],
  [{ cron: '0 9 30 2 *' }, 'cron', 'no day ever meets it'],
  [{ cron: '*/5 * * * * *' }, 'cron', 'its times are less than 10 seconds apart'],
  [{ cron: '0,55 * * * * *' }, 'cron', 'its times are less than 10 seconds apart'],
  [{ rrule: 'BYDAY=MO' }, 'rrule', 'FREQ is missing, e.g. FREQ=WEEKLY;BYDAY=MO'],
  [{ rrule: 'FREQ=SOMETIMES' }, 'rrule', /FREQ=SOMETIMES/],
  [{ rrule: 'FREQ=SECONDLY' }, 'rrule', /`every`/],
  [{ rrule: 'FREQ=WEEKLY' }, 'rrule', /BYDAY; add a line DTSTART/],
  [{ rrule: 'FREQ=DAILY;INTERVAL=2' }, 'rrule', /beginning/],
  [{ rrule: 'FREQ=DAILY;COUNT=2' }, 'rrule', /beginning/],
  [{ rrule: 'FREQ=DAILY;BYFOO=2' }, 'rrule', 'BYFOO=2 is no part of an RRULE'],
  [{ rrule: 'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30' }, 'rrule', 'it never happens'],
  [{ rrule: 'FREQ=DAILY;BYMONTH=13' }, 'rrule', 'BYMONTH=13: numbers from 1 to 12'],
  [{ rrule: 'FREQ=DAILY;BYHOUR=9,24' }, 'rrule', 'BYHOUR=9,24: numbers from 0 to 23'],
  [{ rrule: 'FREQ=MONTHLY;BYMONTHDAY=0' }, 'rrule', /BYMONTHDAY=0: numbers from 1 to 31, or as many from the end/],
  [{ rrule: 'FREQ=WEEKLY;BYDAY=MO,XX' }, 'rrule', /^BYDAY=MO,XX: MO, TU, .* for the n-th/],
  [{ rrule: 'DTSTART:20270115T090000\nRRULE:FREQ=DAILY;INTERVAL=0' }, 'rrule', 'INTERVAL=0: a number from 1'],
  [{ rrule: 'DTSTART:20270115T090000\nRRULE:FREQ=DAILY;COUNT=x' }, 'rrule', 'COUNT=X: a number from 1'],
  [{ rrule: 'FREQ=DAILY;WKST=1' }, 'rrule', 'WKST=1: MO, TU, WE, TH, FR, SA or SU'],
  [{ rrule: 'DTSTART;TZID=Asia/Tokyo:20270101T090000\nRRULE:FREQ=DAILY' }, 'rrule', /timeZone: "Asia\/Tokyo"/],
  [{ rrule: 'FREQ=DAILY\nEXDATE:tomorrow' }, 'rrule', /tomorrow is no time of RFC 5545/],
  [
    { every: '1 hour', startAt: '2027-01-02T00:00:00.000Z', endAt: '2027-01-01T00:00:00.000Z' },
    'endAt',
    /after startAt/,
  ],
  [{ cron: '99 9 * * 1' }, 'cron', 'the minute is not right: 99; it goes from 0 to 59'],
  [{ cron: '0 9 * FOO *' }, 'cron', 'the month is not right: FOO; it goes from 1 to 12 or JAN to DEC'],
  [{ cron: '0 9 * * 9' }, 'cron', 'the weekday is not right: 9; it goes from 0 to 7 or SUN to SAT'],
])('%j is refused, with the field and the reason', (times, field, reason) => {
  let refused: unknown
  try {
    checkTimes(times, 'UTC', 'when.schedule')
  } catch (error) {
    refused = error
  }
  expect(refused).toBeInstanceOf(AppError)
  expect((refused as AppError).fields).toEqual([
    { path: `when.schedule.${field}`, expected: expect.stringMatching(reason), code: 'invalid_schedule' },
  ])
})

const zones = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'America/Sao_Paulo',
)
const instants = fc.integer({ min: at('2024-01-01T00:00:00Z'), max: at('2032-01-01T00:00:00Z') })
const times = fc.oneof(
  fc
    .record({ minute: fc.nat(59), hour: fc.nat(23) })
    .map(({ minute, hour }): Times => ({ cron: `${minute} ${hour} * * *` })),
  fc.constantFrom<Times>(
    { cron: '*/10 * * * *' },
    { cron: '5 */2 * * *' },
    { cron: '0 1-3 * * SUN' },
    { every: '25 minutes' },
  ),
  fc.nat(23).map((hour): Times => ({ rrule: `FREQ=WEEKLY;BYDAY=SU,MO;BYHOUR=${hour};BYMINUTE=15` })),
)

test('the order is strict, nothing depends on where one begins to ask, and the last one is the last', () => {
  fc.assert(
    fc.property(times, zones, instants, fc.nat(19), (schedule, zone, after, skip) => {
      const all = nextOccurrences(schedule, zone, after, 20)
      expect(all.every((instant, n) => instant > (all[n - 1] ?? after))).toBe(true)
      const later = all[skip] as number
      expect(nextOccurrences(schedule, zone, later, 19 - skip)).toEqual(all.slice(skip + 1))
      expect(nextOccurrences(schedule, zone, later - 1, 1)).toEqual([later])
      expect(lastOccurrence(schedule, zone, after, later)).toBe(later)
      expect(occurrencesBetween(schedule, zone, { after, to: later, most: 100 })).toHaveLength(skip + 1)
    }),
    { numRuns: 150 },
  )
})

test('a daily time comes once on each day of the zone, at that time or, where there is none, right after', () => {
  fc.assert(
    fc.property(zones, instants, fc.nat(23), fc.nat(59), (zone, after, hour, minute) => {
      const runs = nextOccurrences({ cron: `${minute} ${hour} * * *` }, zone, after, 30)
      const days = runs.map((run) => Math.floor(wallAt(run, zone) / 86_400_000))
      expect(days).toEqual(days.map((_, n) => (days[0] as number) + n))
      for (const [n, run] of runs.entries()) {
        const wanted = (days[n] as number) * 86_400_000 + hour * 3_600_000 + minute * 60_000
        if (wallAt(run, zone) === wanted) expect(instantOf(wanted, zone)).toBe(run)
        // The clock jumps over the time at that very instant.
        else expect([wallAt(run, zone) > wanted, wallAt(run - 1, zone) < wanted]).toEqual([true, true])
      }
    }),
    { numRuns: 100 },
  )
})
