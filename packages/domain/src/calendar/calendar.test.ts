import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextOccurrences } from '../schedule/occurrences.ts'
import { addDays, addMonths, daysBetween, weekdayOf } from './calendar-date.ts'
import { dateIn, instantOf } from './local-time.ts'
import { resolveDate } from './relative-date.ts'
import { addWorkingDays, isWorkingDay, mondayToFriday } from './working-calendar.ts'

const day = fc.integer({ min: -20_000, max: 50_000 }).map((n) => addDays('1970-01-01', n))
const calendar = fc.record({
  weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
  holidays: fc.array(day, { maxLength: 20 }),
})
const zone = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Apia',
)

describe('calendar days', () => {
  it('are added and counted', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -5_000, max: 5_000 }), (date, n) => daysBetween(date, addDays(date, n)) === n),
    )
    expect([addDays('2028-02-28', 1), addDays('2026-02-28', 1), addDays('2026-12-31', 1)]).toEqual([
      '2028-02-29',
      '2026-03-01',
      '2027-01-01',
    ])
    expect(() => addDays('9999-12-31', 1)).toThrow(RangeError)
  })

  it('have weekdays that follow each other', () => {
    expect([weekdayOf('2026-11-27'), weekdayOf('1969-12-29'), weekdayOf('2024-02-29')]).toEqual([5, 1, 4])
    fc.assert(fc.property(day, (date) => weekdayOf(addDays(date, 1)) === (weekdayOf(date) % 7) + 1))
  })

  it('plus months end in that month, on the same day or its last', () => {
    expect([
      addMonths('2026-01-31', 1),
      addMonths('2028-01-31', 1),
      addMonths('2028-02-29', 12),
      addMonths('2026-03-31', -1),
    ]).toEqual(['2026-02-28', '2028-02-29', '2029-02-28', '2026-02-28'])
    fc.assert(
      fc.property(day, fc.integer({ min: -600, max: 600 }), (date, months) => {
        const to = addMonths(date, months)
        const index = (text: string) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7))
        const sameDay = to.slice(8) === date.slice(8)
        return (
          index(to) - index(date) === months &&
          (sameDay || (to.slice(8) < date.slice(8) && addDays(to, 1).endsWith('-01')))
        )
      }),
    )
  })
})

describe('working days', () => {
  it('leave out weekends and holidays', () => {
    const christmas = { ...mondayToFriday, holidays: ['2026-12-25', '2026-12-28'] }
    expect(addWorkingDays(christmas, '2026-12-24', 1)).toBe('2026-12-29')
    expect(addWorkingDays(christmas, '2026-12-29', -1)).toBe('2026-12-24')
    expect(addWorkingDays(christmas, '2026-12-26', 0)).toBe('2026-12-29')
    expect(addWorkingDays(christmas, '2026-12-24', 0)).toBe('2026-12-24')
  })

  it('are as many as were asked for, and end on one', () => {
    fc.assert(
      fc.property(calendar, day, fc.integer({ min: -60, max: 60 }), (days, from, n) => {
        const to = addWorkingDays(days, from, n)
        if (!isWorkingDay(days, to)) return false
        if (n === 0) return to >= from
        let count = 0
        const step = Math.sign(n)
        for (let at = addDays(from, step); ; at = addDays(at, step)) {
          if (isWorkingDay(days, at)) count++
          if (at === to) return count === Math.abs(n)
        }
      }),
    )
  })

  it('count from a day after months and weeks', () => {
    expect(resolveDate({ months: 1, weeks: -1, days: 2, working: true }, '2026-01-31', mondayToFriday)).toBe(
      '2026-02-24',
    )
    expect(resolveDate({ weeks: -1 }, '2026-03-02', mondayToFriday)).toBe('2026-02-23')
  })
})

describe('a time on the wall', () => {
  it('goes with daylight saving time: what is left out comes right after the gap, as with schedules, what comes twice is the first', () => {
    expect(instantOf('2026-03-28', '09:00', 'Europe/Berlin')).toBe('2026-03-28T08:00:00.000Z')
    expect(instantOf('2026-03-29', '09:00', 'Europe/Berlin')).toBe('2026-03-29T07:00:00.000Z')
    const gap = Date.parse('2026-03-29T01:00:00.000Z')
    expect(Date.parse(instantOf('2026-03-29', '02:30', 'Europe/Berlin'))).toBe(gap)
    expect(nextOccurrences({ cron: '30 2 29 3 *' }, 'Europe/Berlin', gap - 86_400_000, 1)).toEqual([gap])
    expect(instantOf('2026-10-25', '02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z')
    expect(instantOf('2026-11-01', '01:30', 'America/New_York')).toBe('2026-11-01T05:30:00.000Z')
  })

  it('is on that day, in every zone, and never goes back', () => {
    const time = fc
      .integer({ min: 0, max: 1_439 })
      .map((m) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`)
    // Apia had no 30 December 2011; there the day is the next.
    const some = day.filter((date) => date !== '2011-12-30' && date > '1990')
    fc.assert(
      fc.property(some, time, zone, (date, at, timeZone) => {
        const instant = instantOf(date, at, timeZone)
        return dateIn(timeZone, instant) === date && instant < instantOf(addDays(date, 2), at, timeZone)
      }),
      { numRuns: 500 },
    )
  })
})
