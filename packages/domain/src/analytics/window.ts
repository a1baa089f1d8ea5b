import { addDays, weekdayOf } from '../calendar/calendar-date.ts'
import { dateIn, instantOf } from '../calendar/local-time.ts'

/** A week from Monday to Sunday, as the clocks of a time zone show it. */
export interface Week {
  readonly monday: string
  /** The first instant that is no part of it. */
  readonly until: string
}

/** The time that a report looks at: full weeks, and then the one that is not over. */
export interface HealthWindow {
  /** Up to here the log is read, this instant included. */
  readonly asOf: string
  /** The day of `asOf` in the time zone. */
  readonly today: string
  readonly timeZone: string
  /** When the first full week began. */
  readonly from: string
  /** Full weeks, oldest first. */
  readonly weeks: readonly Week[]
}

/** The last full weeks before the one in which `asOf` lies. Where clocks change, a week is an hour longer or shorter. */
export function healthWindow(asOf: string, weeks: number, timeZone: string): HealthWindow {
  const today = dateIn(timeZone, asOf)
  const thisMonday = addDays(today, 1 - weekdayOf(today))
  const midnight = (date: string) => instantOf(date, '00:00', timeZone)
  const mondays = Array.from({ length: weeks }, (_, n) => addDays(thisMonday, 7 * (n - weeks)))
  return {
    asOf,
    today,
    timeZone,
    from: midnight(mondays[0] ?? thisMonday),
    weeks: mondays.map((monday) => ({ monday, until: midnight(addDays(monday, 7)) })),
  }
}
