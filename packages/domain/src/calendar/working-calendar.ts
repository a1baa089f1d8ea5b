import * as z from 'zod'
import { CalendarDate } from '../time.ts'
import { addDays, weekdayOf } from './calendar-date.ts'

const Weekday = z.int().min(1).max(7)

/** On which days a workspace works. */
export const WorkingCalendar = z
  .strictObject({
    weekdays: z
      .array(Weekday)
      .min(1)
      .max(7)
      .refine((days) => new Set(days).size === days.length, 'each weekday once')
      .meta({ description: 'on which days people work: 1 is Monday, 7 is Sunday' }),
    holidays: z.array(CalendarDate).max(5_000).meta({ description: 'days on which nobody works' }),
  })
  .meta({ id: 'WorkingCalendar' })
export type WorkingCalendar = z.infer<typeof WorkingCalendar>

export const mondayToFriday: WorkingCalendar = { weekdays: [1, 2, 3, 4, 5], holidays: [] }

type IsWorking = (date: string) => boolean

/** Looked up once for many days. */
export function workingDays({ weekdays, holidays }: WorkingCalendar): IsWorking {
  const [days, free] = [new Set(weekdays), new Set(holidays)]
  return (date) => days.has(weekdayOf(date)) && !free.has(date)
}

export const isWorkingDay = (calendar: WorkingCalendar, date: string): boolean => workingDays(calendar)(date)

/**
 * The n-th working day after a day, or before it when n is negative. 0 is the day itself, or the next on which people work.
 * @throws RangeError when that lies outside of the years 1 to 9999
 */
export function addWorkingDays(calendar: WorkingCalendar, date: string, days: number): string {
  const isWorking = workingDays(calendar)
  const step = days < 0 ? -1 : 1
  let at = date
  if (days === 0) while (!isWorking(at)) at = addDays(at, 1)
  for (let left = Math.abs(days); left > 0; ) {
    at = addDays(at, step)
    if (isWorking(at)) left--
  }
  return at
}
