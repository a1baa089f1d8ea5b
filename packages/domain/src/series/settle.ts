import type { Series } from '../entities/series.ts'
import type { Task } from '../entities/task.ts'
import { CalendarDate } from '../time.ts'
import { isOver, nextOf } from './upcoming.ts'

/** The day that the field of `recurrence.onDate` has now; null: none. */
export function baseOf(series: Pick<Series, 'recurrence'>, source: Task | undefined): string | null {
  const { onDate } = series.recurrence
  if (!onDate || !source) return null
  const { field } = onDate
  const value = field === 'startDate' || field === 'dueDate' ? source[field] : source.customFields[field]
  return CalendarDate.safeParse(value).data ?? null
}

/** What comes next of a series as it is now. */
export function settle(series: Series, source: Task | undefined): Pick<Series, 'status' | 'nextDate' | 'nextAt'> {
  const waits = series.recurrence.afterCompletion !== undefined
  if (series.status === 'ended' || isOver(series)) return { status: 'ended', nextDate: null, nextAt: null }
  const next = nextOf(series, baseOf(series, source))
  if (next.ended) return { status: 'ended', nextDate: null, nextAt: null }
  if (series.status === 'paused') return { status: 'paused', nextDate: waits ? series.nextDate : null, nextAt: null }
  return { status: 'active', nextDate: next.nextDate, nextAt: next.nextAt }
}
