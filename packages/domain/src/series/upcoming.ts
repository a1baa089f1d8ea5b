import { addDays } from '../calendar/calendar-date.ts'
import { instantOf } from '../calendar/local-time.ts'
import type { Series, SeriesException } from '../entities/series.ts'
import { daysFrom } from './days.ts'

/** What of a series says when its occurrences come. */
export type SeriesPlan = Pick<
  Series,
  | 'recurrence'
  | 'startDate'
  | 'endDate'
  | 'count'
  | 'number'
  | 'lastDate'
  | 'nextDate'
  | 'exceptions'
  | 'timeZone'
  | 'time'
  | 'leadDays'
>

/** One day of a series to come. */
export interface Occurrence {
  /** The day that the recurrence says: what it is known by. */
  readonly date: string
  /** The day on which it falls, after a move. */
  readonly on: string
  /** Which one of the series it is, from 1. */
  readonly number: number
  /** When its task is made. */
  readonly at: string
  readonly skipped: boolean
  readonly changes: SeriesException['changes']
}

/** The occurrences of a series after the last one, in order, with those that are skipped. */
export function* upcoming(series: SeriesPlan, base: string | null): Generator<Occurrence, void> {
  const { recurrence, lastDate, nextDate, endDate, count } = series
  const from = lastDate === null ? series.startDate : addDays(lastDate, 1)
  // After completion, what comes after the first is known one by one.
  const days = recurrence.afterCompletion ? (nextDate === null ? [] : [nextDate]) : daysFrom(series, from, base)
  let number = series.number
  for (const date of days) {
    if ((endDate !== null && date > endDate) || (count !== null && number >= count)) return
    yield occurrenceOn(series, date, ++number)
  }
}

export function occurrenceOn(series: SeriesPlan, date: string, number: number): Occurrence {
  const exception = series.exceptions.find((one) => one.date === date)
  const on = exception?.movedTo ?? date
  const at = instantOf(addDays(on, -series.leadDays), series.time, series.timeZone)
  return { date, on, number, at, skipped: exception?.skipped === true, changes: exception?.changes }
}

/** Where a series stands when all up to `lastDate` is done: what comes next, and when. */
export function nextOf(
  series: SeriesPlan,
  base: string | null,
): { nextDate: string | null; nextAt: string | null; ended: boolean } {
  for (const { date, at, skipped } of upcoming(series, base))
    if (!skipped) return { nextDate: date, nextAt: at, ended: false }
  const waits = series.recurrence.afterCompletion !== undefined && !isOver(series)
  // A date field may be given another day at any time.
  return { nextDate: null, nextAt: null, ended: !waits && series.recurrence.onDate === undefined }
}

/** Whether a series has had its last occurrence. */
export const isOver = ({ count, number, endDate, lastDate }: SeriesPlan): boolean =>
  (count !== null && number >= count) || (endDate !== null && lastDate !== null && lastDate >= endDate)
