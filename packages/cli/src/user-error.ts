/** An error that a person can act on: printed as its sentence and hint, without a stack. */
export class UserError extends Error {
  override readonly name = 'UserError'
  /** What to do about it. */
  readonly hint: string | undefined
  /** 1: it failed. 2: it was called wrongly. */
  readonly exitCode: 1 | 2
  /** The API's code of the problem, when it is one of the API's. */
  readonly code: string | undefined
  /** The API's fields that the message names. */
  readonly fields: readonly string[]

  constructor(
    message: string,
    options: { hint?: string; exitCode?: 1 | 2; code?: string; fields?: readonly string[]; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause })
    this.hint = options.hint
    this.exitCode = options.exitCode ?? 1
    this.code = options.code
    this.fields = options.fields ?? []
  }
}
