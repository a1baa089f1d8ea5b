/** Every error that Orchestrator reports carries one of these codes; clients may depend on them. */
export const errorCodes = [
  'invalid_input',
  'invalid_condition',
  'unauthenticated',
  'forbidden',
  'not_found',
  'already_exists',
  'version_conflict',
  'command_conflict',
  'in_use',
  'cycle',
  'invalid_state',
  'already_answered',
  'expired',
  'step_changed',
  'depth_limit',
  'condition_too_slow',
  'payload_too_large',
  'unsupported_media_type',
  'invalid_signature',
  'rate_limited',
  'unavailable',
  'provider_unauthorized',
  'provider_forbidden',
  'provider_rate_limited',
  'provider_unavailable',
  'provider_not_found',
  'provider_invalid',
  'provider_malformed',
  'internal',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** What is wrong with one field of the input. `path` is a JSON-Pointer-like dotted path, e.g. `data.title` or `0.data.tags.2`. */
export interface FieldProblem {
  readonly path: string
  readonly expected: string
  readonly code: string
}

/** The one error class of the product. HTTP maps it to a problem document, Temporal to an ApplicationFailure. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly fields: readonly FieldProblem[]
  /** Facts for the caller that are safe to show, e.g. the current version of a row. */
  readonly details: Readonly<Record<string, unknown>>

  constructor(
    code: ErrorCode,
    message: string,
    options: { fields?: readonly FieldProblem[]; details?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.fields = options.fields ?? []
    this.details = options.details ?? {}
  }
}
