import * as z from 'zod'
import { addDays, addMonths } from './calendar-date.ts'
import { addWorkingDays, type WorkingCalendar } from './working-calendar.ts'

/** A template can say no more; some 27 years. */
export const mostDaysAway = 10_000

const Offset = (most: number) => z.int().min(-most).max(most)

/** A day that is counted from another, e.g. three working days after the start. */
export const RelativeDate = z
  .strictObject({
    from: z.string().max(60).meta({ description: '`start`, `deadline`, or the name of a variable of type date' }),
    days: Offset(mostDaysAway).optional().meta({ description: 'negative: before' }),
    weeks: Offset(1_000).optional(),
    months: Offset(1_000).optional(),
    working: z.boolean().optional().meta({
      description: '`days` are working days of the workspace’s calendar; 0 is the next one, or the day itself',
    }),
  })
  .meta({ id: 'RelativeDate' })
export type RelativeDate = z.infer<typeof RelativeDate>

/**
 * Months come first, then weeks, then days.
 * @throws RangeError when that lies outside of the years 1 to 9999
 */
export function resolveDate(date: Omit<RelativeDate, 'from'>, from: string, calendar: WorkingCalendar): string {
  const { days = 0, weeks = 0, months = 0, working = false } = date
  const at = addDays(addMonths(from, months), weeks * 7)
  return working ? addWorkingDays(calendar, at, days) : addDays(at, days)
}
