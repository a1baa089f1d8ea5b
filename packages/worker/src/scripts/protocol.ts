/** What a script may use at most. */
export interface ScriptLimits {
  /** Processor time, in milliseconds. */
  readonly timeoutMs: number
  readonly memoryMb: number
}

/** A script and all that it sees. */
export interface ScriptCall extends ScriptLimits {
  readonly call: number
  /** The body of an async function of `input`, `event` and `log`. */
  readonly source: string
  readonly input: unknown
  readonly event: unknown
  /** What `Date` says all the time, and from what `Math.random` follows: a script that is run again gives the same. */
  readonly now: number
  readonly seed: number
}

export const scriptErrorKinds = ['threw', 'timed_out', 'out_of_memory', 'not_serialisable', 'too_large'] as const

export interface ScriptError {
  readonly kind: (typeof scriptErrorKinds)[number]
  readonly message: string
  /** Of the script, from 1. */
  readonly line: number | null
}

export type ScriptAnswer = { readonly call: number; readonly logs: readonly string[] } & (
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: ScriptError }
)

/** What the process says: after `last` it ends, for the script left its engine in a state that nobody knows. */
export interface FromScript {
  readonly answer: ScriptAnswer
  readonly last: boolean
}
