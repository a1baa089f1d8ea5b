import type { TimeEntry } from '../../entities/time-entry.ts'
import { wrong } from '../task/validate.ts'

const minute = 60_000
const day = 24 * 60 * minute

export const minutesBetween = (startedAt: string, endedAt: string): number =>
  Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / minute)

/** When work was done: up to an instant, or for so many minutes. @throws AppError `invalid_input` */
export function spanOf(
  { startedAt, endedAt, minutes }: { startedAt: string; endedAt?: string | undefined; minutes?: number | undefined },
  now: string,
): Pick<TimeEntry, 'startedAt' | 'endedAt' | 'minutes'> {
  if ((endedAt === undefined) === (minutes === undefined)) throw wrong('minutes', 'either minutes or endedAt')
  const from = Date.parse(startedAt)
  const to = minutes === undefined ? Date.parse(endedAt ?? '') : from + minutes * minute
  if (to < from) throw wrong('endedAt', 'an instant at or after startedAt')
  // A day, for clocks that go wrong.
  if (to > Date.parse(now) + day) throw wrong(minutes === undefined ? 'endedAt' : 'minutes', 'an end that has passed')
  const end = new Date(to).toISOString()
  return { startedAt, endedAt: end, minutes: minutesBetween(startedAt, end) }
}
