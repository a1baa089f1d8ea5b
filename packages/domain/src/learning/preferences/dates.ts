import { weekdayOf } from '../../calendar/calendar-date.ts'
import { CalendarDate } from '../../time.ts'

const saturday = 6

export const isDate = (value: unknown): value is string => CalendarDate.safeParse(value).success

/** Whether it is a calendar day on a Saturday or Sunday. */
export const isOnWeekend = (value: unknown): boolean => isDate(value) && weekdayOf(value) >= saturday
