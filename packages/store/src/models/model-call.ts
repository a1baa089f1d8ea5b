/** Which call it is, and in which budgets it counts. */
export interface ModelCallPlace {
  readonly workspaceId: string
  readonly id: string
  /** The id follows from what is asked for, so a call that is repeated is known: what it was answered is kept for that. */
  readonly isRepeatable: boolean
  readonly runId: string | null
  readonly projectId: string | null
  readonly agent: string | null
  /** What the run may spend in all, in USD; null: as much as the budgets say. */
  readonly runBudgetUsd: number | null
}

export interface NewModelCall extends ModelCallPlace {
  readonly step: number | null
  /** The type of the task, e.g. planner. */
  readonly purpose: string
  readonly route: string
  /** It has waited for another that asked the same. */
  readonly isCoalesced: boolean
  /** null: it is to be answered by a model. */
  readonly cache: { readonly key: string; readonly maxAgeMs: number } | null
}

/** What a call that is about to be made may take. */
export interface Reservation {
  /** At most, in USD. */
  readonly reservedUsd: number
  /** After that the process that makes it must have ended. */
  readonly reservedMs: number
}

/** JSON; whoever asks models knows what it is. */
export type StoredAnswer = Readonly<Record<string, unknown>>

export interface ModelCallEnd {
  /** Of models that were tried, in their order. */
  readonly attempts: readonly object[]
  readonly usage: { readonly input: number; readonly cachedInput: number; readonly output: number }
  /** Of the attempts whose price is known. */
  readonly costUsd: number
  /** Of an attempt no price is known. */
  readonly unpriced: boolean
  readonly latencyMs: number
  readonly outcome:
    | {
        readonly answer: StoredAnswer
        /** `provider/model` */
        readonly model: string
        readonly price: { readonly source: string; readonly asOf: string | null } | null
        /** null: not to be given again. */
        readonly cacheKey: string | null
      }
    | { readonly error: string; readonly httpStatus: number }
}
