/**
 * rate_limited: ask again after `retryAfterMs`. unavailable: nothing was done; ask again. ambiguous: a write whose answer was lost, so look
 * for what it made before asking again. unauthorized: the credentials are expired or revoked. forbidden: they are good, but may not do this.
 * not_found: it is gone there. invalid: the service refuses what it was given. malformed: it answered what it does not document.
 */
export type ProviderErrorKind =
  | 'rate_limited'
  | 'unavailable'
  | 'ambiguous'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'invalid'
  | 'malformed'

/** The one error that a session ends in. Decide by `kind`, never by the message, which is for people and holds no secret. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError'
  /** The id of the connector. */
  readonly provider: string
  readonly kind: ProviderErrorKind
  /** HTTP status of the answer; 0 when there was none. */
  readonly status: number
  readonly retryAfterMs: number | undefined
  /** For `invalid`: what of it the service refused, in its own words. */
  readonly fields: readonly { readonly field: string; readonly message: string }[]

  constructor(
    provider: string,
    kind: ProviderErrorKind,
    message: string,
    options: {
      status?: number
      retryAfterMs?: number | undefined
      fields?: ProviderError['fields']
      cause?: unknown
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.provider = provider
    this.kind = kind
    this.status = options.status ?? 0
    this.retryAfterMs = options.retryAfterMs
    this.fields = options.fields ?? []
  }
}
