import * as z from 'zod'

/** An instant in UTC with milliseconds, e.g. `2026-11-22T20:51:00.123Z`. Input may have any offset; it is stored in UTC. */
export const Timestamp = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString())

/** An instant as we ourselves print it. */
export const StoredTimestamp = z.iso.datetime()

/** A calendar day without a time zone, e.g. `2026-11-22`. */
export const CalendarDate = z.iso.date()

/** An IANA time zone, e.g. `Europe/Berlin`. */
export const TimeZone = z.string().refine(isTimeZone, 'an IANA time zone, e.g. Europe/Berlin')

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
