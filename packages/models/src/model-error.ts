import type { Usage } from './catalogue/price.ts'

/**
 * not_configured: no provider, or no model that may be taken. too_long: no window is large enough. over_budget: what may be spent is
 * spent, or no model answers for what is left. unauthorized: the key is refused.
 * refused: the request itself is. rate_limited, unavailable, timeout, malformed: another try, or another model, may succeed.
 * cut_off: the answer is longer than it may be; asked again it would be so again.
 * interrupted: the answer broke off after its text had reached the caller. cancelled: the caller did not want it any more.
 */
export const modelErrorCodes = [
  'not_configured',
  'too_long',
  'over_budget',
  'unauthorized',
  'refused',
  'rate_limited',
  'unavailable',
  'timeout',
  'malformed',
  'cut_off',
  'interrupted',
  'cancelled',
] as const
export type ModelErrorCode = (typeof modelErrorCodes)[number]

/** One try of a model. What it cost counts whether it served or not. */
export interface Attempt {
  /** `provider/model` */
  readonly model: string
  /** null: it served. */
  readonly error: ModelErrorCode | null
  /** HTTP status where that was what failed; else 0. */
  readonly status: number
  readonly latencyMs: number
  readonly usage: Usage
  /** In USD; null: no price is known. */
  readonly costUsd: number | null
}

/** The one error that asking a model ends in. Decide by `code`, never by the message. It holds nothing of keys, requests or answers, but `reason`. */
export class ModelError extends Error {
  override readonly name = 'ModelError'
  readonly code: ModelErrorCode
  /** HTTP status of the answer; 0 when there was none. */
  readonly status: number
  /** When to ask again at the earliest, as the provider or the breaker says. */
  readonly retryAfterMs: number | undefined
  readonly attempts: readonly Attempt[]
  /** What the provider says against the request, which it may quote: for whoever may see that. */
  readonly reason: string | null

  constructor(
    code: ModelErrorCode,
    message: string,
    options: {
      status?: number
      retryAfterMs?: number | undefined
      attempts?: readonly Attempt[]
      reason?: string | null
    } = {},
  ) {
    super(message)
    this.code = code
    this.status = options.status ?? 0
    this.retryAfterMs = options.retryAfterMs
    this.attempts = options.attempts ?? []
    this.reason = options.reason ?? null
  }
}
