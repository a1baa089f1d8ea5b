import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, daysBetween, weekdayOf } from '../calendar/calendar-date.ts'
import { dateIn } from '../calendar/local-time.ts'
import { dayAfter } from './days.ts'
import { dueAt } from './due.ts'
import { checkRule, ruleDays } from './rrule-days.ts'
import { nextOf, type SeriesPlan, upcoming } from './upcoming.ts'

const some = <T>(items: Iterable<T>, most: number): T[] => {
  const taken: T[] = []
  for (const item of items) {
    if (taken.length === most) break
    taken.push(item)
  }
  return taken
}
const days = (rule: string, start: string, from = start, most = 5) => some(ruleDays(rule, start, from), most)

const schedule = (more: Partial<SeriesPlan & { catchUp: 'all' | 'latest' | 'none' }> = {}) => ({
  recurrence: { rrule: 'FREQ=DAILY' },
  startDate: '2026-01-01',
  endDate: null,
  count: null,
  number: 0,
  lastDate: null,
  nextDate: null,
  exceptions: [],
  timeZone: 'Europe/Berlin',
  time: '09:00',
  leadDays: 0,
  catchUp: 'all' as const,
  ...more,
})

describe('days of a rule', () => {
  it('know months that are short, leap years and last Fridays', () => {
    expect(days('FREQ=MONTHLY;BYMONTHDAY=31', '2026-01-31')).toEqual([
      '2026-01-31',
      '2026-03-31',
      '2026-05-31',
      '2026-07-31',
      '2026-08-31',
    ])
    expect(days('FREQ=MONTHLY;BYMONTHDAY=-1', '2028-01-31', '2028-02-01', 2)).toEqual(['2028-02-29', '2028-03-31'])
    expect(days('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29', '2024-02-29', '2024-03-01', 2)).toEqual([
      '2028-02-29',
      '2032-02-29',
    ])
    expect(days('FREQ=MONTHLY;BYDAY=-1FR', '2026-11-01', '2026-11-01', 2)).toEqual(['2026-11-27', '2026-12-25'])
    expect(days('FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH', '2026-11-23', '2026-11-24', 3)).toEqual([
      '2026-11-26',
      '2026-12-07',
      '2026-12-10',
    ])
  })

  it('are the same from wherever one begins to look', () => {
    const rule = fc.oneof(
      fc
        .tuple(fc.integer({ min: 1, max: 9 }), fc.constantFrom('DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'))
        .map(([n, freq]) => `FREQ=${freq};INTERVAL=${n}`),
      fc
        .subarray(['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'], { minLength: 1 })
        .map((list) => `FREQ=WEEKLY;BYDAY=${list.join(',')}`),
      fc
        .integer({ min: -28, max: 28 })
        .filter((n) => n !== 0)
        .map((n) => `FREQ=MONTHLY;BYMONTHDAY=${n}`),
    )
    const start = fc.integer({ min: 0, max: 4_000 }).map((n) => addDays('2024-01-01', n))
    fc.assert(
      fc.property(rule, start, fc.nat({ max: 900 }), (text, begin, later) => {
        const from = addDays(begin, later)
        const all = days(text, begin, begin, 950).filter((day) => day >= from)
        const seen = days(text, begin, from, 5)
        expect(seen).toEqual(all.slice(0, seen.length))
        expect(seen.every((day, index) => index === 0 || day > (seen[index - 1] ?? ''))).toBe(true)
      }),
      { numRuns: 150 },
    )
  }, 60_000)

  it('that never come are refused, and so is what is not about days', () => {
    const refused = (rule: string) => {
      try {
        checkRule(rule, 'rrule')
        return null
      } catch (error) {
        return (error as Error).message
      }
    }
    expect(refused('FREQ=DAILY')).toBe(null)
    expect(refused('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29')).toBe(null)
    expect(refused('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30')).toMatch(/there is no such day/)
    expect(refused('FREQ=HOURLY')).toMatch(/DAILY, WEEKLY/)
    expect(refused('FREQ=DAILY;COUNT=3')).toMatch(/no COUNT: write count/)
    expect(refused('FREQ=DAILY;BYHOUR=3')).toMatch(/not BYHOUR/)
    expect(refused('every day')).not.toBe(null)
  })
})

describe('occurrences', () => {
  it('are made at the same time by the clocks on the wall, through the change to summer time', () => {
    const at = some(upcoming(schedule({ startDate: '2026-03-28', leadDays: 1 }), null), 4).map((one) => one.at)
    expect(at).toEqual([
      '2026-03-27T08:00:00.000Z',
      '2026-03-28T08:00:00.000Z',
      '2026-03-29T07:00:00.000Z',
      '2026-03-30T07:00:00.000Z',
    ])
  })

  it('end by count, by day, and go on after the last', () => {
    const dates = (more: object) =>
      some(upcoming(schedule(more), null), 9).map(({ date, number }) => `${number} ${date.slice(8)}`)
    expect(dates({ count: 2 })).toEqual(['1 01', '2 02'])
    expect(dates({ endDate: '2026-01-03' })).toEqual(['1 01', '2 02', '3 03'])
    expect(dates({ lastDate: '2026-01-05', number: 5, count: 7 })).toEqual(['6 06', '7 07'])
    expect(nextOf(schedule({ count: 5, number: 5, lastDate: '2026-01-05' }), null)).toEqual({
      nextDate: null,
      nextAt: null,
      ended: true,
    })
  })

  it('are skipped, moved and changed one by one', () => {
    const exceptions = [
      { date: '2026-01-01', skipped: true },
      { date: '2026-01-02', movedTo: '2026-01-04', changes: { title: 'other' } },
    ]
    const weekly = schedule({ recurrence: { rrule: 'FREQ=DAILY' }, exceptions })
    expect(nextOf(weekly, null)).toEqual({ nextDate: '2026-01-02', nextAt: '2026-01-04T08:00:00.000Z', ended: false })
  })

  it('on a date go with it, each year, from the first that is not before the start', () => {
    const onDate = { taskId: '00000000-0000-4000-8000-000000000000', field: 'until', every: 'year' as const, days: -30 }
    const dates = (base: string | null) =>
      some(upcoming(schedule({ recurrence: { onDate } }), base), 3).map(({ date }) => date)
    expect(dates('2024-03-30')).toEqual(['2026-02-28', '2027-02-28', '2028-02-29'])
    expect(dates('2028-02-29')).toEqual(['2028-01-30', '2029-01-29', '2030-01-29'])
    expect(dates(null)).toEqual([])
  })

  it('after completion come so long after it', () => {
    const calendar = { weekdays: [1, 2, 3, 4, 5], holidays: ['2026-12-25'] }
    expect(dayAfter({ days: 1, working: true }, '2026-12-24', calendar)).toBe('2026-12-28')
    expect(dayAfter({ months: 1 }, '2026-01-31', calendar)).toBe('2026-02-28')
    expect(dayAfter({ weeks: 2 }, '2026-01-31', calendar)).toBe('2026-02-14')
  })
})

describe('what is due', () => {
  const down = (catchUp: 'all' | 'latest' | 'none') => {
    const due = dueAt(schedule({ catchUp }), null, '2026-01-04T08:00:10.000Z')
    return [
      due.make.map(({ date }) => date.slice(8)),
      due.missed.map(({ date }) => date.slice(8)),
      due.last?.date.slice(8),
    ]
  }

  it('after nobody was there is made up for as the series says', () => {
    expect(down('all')).toEqual([['01', '02', '03', '04'], [], '04'])
    expect(down('latest')).toEqual([['04'], ['01', '02', '03'], '04'])
    expect(down('none')).toEqual([['04'], ['01', '02', '03'], '04'])
    const nextDay = '2026-01-05T01:00:00.000Z'
    expect(dueAt(schedule({ catchUp: 'none' }), null, nextDay)).toMatchObject({
      make: [],
      last: { date: '2026-01-04' },
    })
    expect(dueAt(schedule({ catchUp: 'latest' }), null, nextDay).make).toMatchObject([{ date: '2026-01-04' }])
    const ahead = dueAt(schedule({ catchUp: 'none', leadDays: 2 }), null, nextDay)
    expect(ahead.make.map(({ date }) => date)).toEqual(['2026-01-05', '2026-01-06'])
    expect(dueAt(schedule(), null, '2025-12-31T12:00:00.000Z')).toEqual({ make: [], missed: [], last: null })
  })

  it('is each day once, however often one looks', () => {
    const interval = fc.integer({ min: 1, max: 5 })
    const looks = fc.array(fc.integer({ min: 1, max: 60 * 24 * 20 }), { minLength: 1, maxLength: 12 })
    const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Pacific/Apia')
    fc.assert(
      fc.property(interval, looks, zone, fc.nat({ max: 5 }), (every, minutes, timeZone, leadDays) => {
        let series = schedule({
          recurrence: { rrule: `FREQ=DAILY;INTERVAL=${every}` },
          startDate: '2026-03-20',
          timeZone,
          leadDays,
        })
        let now = Date.parse('2026-03-10T00:00:00Z')
        const made: string[] = []
        for (const more of minutes) {
          now += more * 60_000
          const { make, last } = dueAt(series, null, new Date(now).toISOString())
          made.push(...make.map(({ date }) => date))
          if (last) series = { ...series, lastDate: last.date, number: last.number }
        }
        const today = addDays(dateIn(timeZone, new Date(now).toISOString()), leadDays)
        expect(made).toEqual(made.map((_, index) => addDays('2026-03-20', index * every)))
        const next = addDays('2026-03-20', made.length * every)
        // At most the day on which it is looked is not made yet: the time of day may be to come.
        expect(made.length >= 50 || daysBetween(today, next) >= 0).toBe(true)
        expect(weekdayOf(next)).toBeGreaterThan(0)
      }),
      { numRuns: 200 },
    )
  }, 60_000)
})
