import type {
  SeriesChangeOccurrenceInput,
  SeriesCreateInput,
  SeriesMoveInput,
  SeriesUpdateInput,
} from '../generated/commands.ts'
import type { OccurrenceChanges, Recurrence, Series } from '../generated/entities.ts'
import type { CalendarDate, Timestamp } from '../json.ts'
import type { SeriesFilter } from './filters.ts'
import type { RequestOptions } from './request.ts'
import type { EntityOptions, Readable } from './resource-types.ts'

/** A day of a series to come. */
export interface Occurrence {
  /** The day that the recurrence says: what it is known by. */
  readonly date: CalendarDate
  /** The day on which it falls, after a move. */
  readonly on: CalendarDate
  /** Which one of the series it is, from 1. */
  readonly number: number
  /** When its task is made. */
  readonly at: Timestamp
  readonly changes: OccurrenceChanges | null
}

/** A recurrence of which there is no series yet. */
export interface RecurrenceInput extends Partial<Pick<Series, 'endDate' | 'count' | 'timeZone' | 'time' | 'leadDays'>> {
  readonly recurrence: Recurrence
  /** Default: today. */
  readonly startDate?: CalendarDate
}

/** Work that comes again. */
export interface SeriesResource extends Readable<Series, SeriesFilter> {
  create(input: SeriesCreateInput, options?: RequestOptions): Promise<Series>
  /** Changes what is not made yet. With `from`, the series ends before that day, and the answer is a new one that goes on. */
  update(id: string, changes: Omit<SeriesUpdateInput, 'id'>, options?: RequestOptions): Promise<Series>
  /** The next ten occurrences of a series, or the first ten of a recurrence. */
  preview(series: string | RecurrenceInput, options?: EntityOptions): Promise<readonly Occurrence[]>
  skip(id: string, date: CalendarDate, options?: RequestOptions): Promise<Series>
  move(id: string, input: Omit<SeriesMoveInput, 'id'>, options?: RequestOptions): Promise<Series>
  changeOccurrence(
    id: string,
    input: Omit<SeriesChangeOccurrenceInput, 'id'>,
    options?: RequestOptions,
  ): Promise<Series>
  pause(id: string, options?: RequestOptions): Promise<Series>
  resume(id: string, options?: RequestOptions): Promise<Series>
  /** Ends it at once, or after a day. */
  end(id: string, after?: CalendarDate, options?: RequestOptions): Promise<Series>
}
