import { addDays, addMonths } from '../calendar/calendar-date.ts'
import { addWorkingDays, type WorkingCalendar } from '../calendar/working-calendar.ts'
import type { Recurrence, Series } from '../entities/series.ts'
import { ruleDays } from './rrule-days.ts'

export type Days = Pick<Series, 'recurrence' | 'startDate'>

/**
 * The days on which a recurrence falls, from one on, without end if it has none. After-completion has only its first: the others
 * come of the tasks before.
 * @param base the day that the field of `onDate` has
 */
export function* daysFrom({ recurrence, startDate }: Days, from: string, base: string | null): Generator<string, void> {
  const { rrule, onDate } = recurrence
  const begin = from < startDate ? startDate : from
  if (rrule !== undefined) yield* ruleDays(rrule, startDate, begin)
  else if (onDate === undefined) {
    if (from <= startDate) yield startDate
  } else if (base !== null) {
    const months = onDate.every === 'month' ? 1 : 12
    const most = onDate.every === 'once' ? 1 : 12_000
    for (let n = 0; n < most; n++) {
      let day: string
      try {
        day = addDays(addMonths(base, n * months), onDate.days)
      } catch {
        return
      }
      if (day >= begin) yield day
    }
  }
}

/** The occurrence that comes so long after a task was done on a day, but never on the day of one that has been. */
export function dayOfNext(
  after: NonNullable<Recurrence['afterCompletion']>,
  done: string,
  last: string | null,
  calendar: WorkingCalendar,
): string {
  const next = dayAfter(after, done, calendar)
  return last === null || next > last ? next : addDays(last, 1)
}

/** The day so long after another. */
export function dayAfter(
  after: NonNullable<Recurrence['afterCompletion']>,
  date: string,
  calendar: WorkingCalendar,
): string {
  const { days = 0, weeks = 0, months = 0, working = false } = after
  return working ? addWorkingDays(calendar, date, days) : addDays(addMonths(date, months), weeks * 7 + days)
}
