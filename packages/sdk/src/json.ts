/** What JSON can carry: event payloads, step arguments, results of a run. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined }

/** A JSON object. */
export type JsonObject = { readonly [key: string]: Json | undefined }

/** A JSON Schema document, as Standard JSON Schema libraries print it. */
export type JsonSchema = { readonly [key: string]: unknown }

/** An instant in UTC, e.g. `2026-11-22T20:51:00.123Z`. It is a text; the name tells conditions and readers what it holds. */
export type Timestamp = string & { readonly __form?: 'timestamp' }

/** A calendar day without a time zone, e.g. `2026-11-22`. */
export type CalendarDate = string & { readonly __form?: 'date' }
