import * as z from 'zod'
import type { FieldValue } from '../../connector/item.ts'

const Told = z.object({ start: z.string(), end: z.string().nullish(), time_zone: z.string().nullish() })

/** A date of Notion, which may have a time and an end. */
export interface DateValue {
  /** The day, as it is where the time is told. */
  readonly start: string
  readonly end: string | null
  readonly told: z.infer<typeof Told>
}

const day = (text: string) => text.slice(0, 10)

export function toDate(value: unknown): DateValue | null {
  const told = Told.safeParse(value).data
  return told ? { start: day(told.start), end: told.end ? day(told.end) : null, told } : null
}

/**
 * A date with another day as start or end: a time stays as long as its day does.
 * @param start undefined: it stays
 */
export function writeDates(now: DateValue | null, start: FieldValue | undefined, end: FieldValue | undefined): unknown {
  const next = (value: FieldValue | undefined, old: string | null | undefined): string | null => {
    if (value === undefined) return old ?? null
    if (value === null || value === '') return null
    return old && day(old) === String(value) ? old : String(value)
  }
  const to = next(end, now?.told.end)
  // Notion knows no end without a start.
  const from = next(start, now?.told.start) ?? (end === undefined ? null : to)
  if (from === null) return null
  const last = to !== null && day(to) >= day(from) ? to : null
  // Both have a time, or neither has.
  const timed = from.length > 10 && (last === null || last.length > 10)
  if (!timed) return { start: day(from), end: last === null ? null : day(last) }
  const zone = now?.told.time_zone
  return { start: from, end: last, ...(zone && { time_zone: zone }) }
}
