/** What JSON can carry: event payloads, step arguments, results of a run. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined }

/** A JSON object. */
export type JsonObject = { readonly [key: string]: Json | undefined }

/** A JSON Schema document, as Standard JSON Schema libraries print it. */
export type JsonSchema = { readonly [key: string]: unknown }
