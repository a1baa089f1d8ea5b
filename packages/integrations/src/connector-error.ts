/** transient: try again; rate_limited: try again after `retryAfterMs`; permanent: trying again changes nothing. */
export type ConnectorErrorKind = 'transient' | 'rate_limited' | 'permanent'

/** The one error that talking to another service ends in. Decide by `kind`, never by the message. */
export class ConnectorError extends Error {
  override readonly name = 'ConnectorError'
  /** Who did not answer as it should: a provider's name, or `http` for a request of a playbook. */
  readonly provider: string
  readonly kind: ConnectorErrorKind
  /** HTTP status of the answer; 0 when there was none. */
  readonly status: number
  readonly retryAfterMs: number | undefined

  constructor(
    provider: string,
    kind: ConnectorErrorKind,
    message: string,
    options: { status?: number; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.provider = provider
    this.kind = kind
    this.status = options.status ?? 0
    this.retryAfterMs = options.retryAfterMs
  }
}
