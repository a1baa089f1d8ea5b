/** What a run of an agent may hold, in characters of JSON: all of it is read with the run, and its events carry it. */
export const agentRunLimits = {
  /** Its answer. */
  output: 200_000,
  /** Calls that wait at a time. */
  waits: 100,
  /** What one call takes that waits for somebody. */
  waitInput: 50_000,
  /** The same of all that wait at a time. */
  waitInputs: 200_000,
} as const

/** What is not said at all has none. */
export const charactersOf = (value: unknown): number => JSON.stringify(value ?? null).length
