/** What is wrong with one field of a command or request. */
export interface FieldProblem {
  /** Dotted path from the root of the input, e.g. `data.title`. */
  readonly path: string
  /** What was expected there, for people. */
  readonly expected: string
  /** Stable code of the problem. */
  readonly code: string
}

/**
 * Orchestrator refused a command or a request. `code` is stable: decide by it, never by the message.
 *
 * Codes: `invalid_input`, `invalid_condition`, `unauthenticated`, `forbidden`, `not_found`, `already_exists`, `version_conflict`,
 * `command_conflict`, `in_use`, `cycle`, `invalid_state`, `already_answered`, `expired`, `depth_limit`, `condition_too_slow`, `payload_too_large`,
 * `unsupported_media_type`, `invalid_signature`, `rate_limited`, `unavailable`, `internal`.
 */
export class OrchestratorError extends Error {
  override readonly name: string = 'OrchestratorError'
  /** Stable code, e.g. `version_conflict`. */
  readonly code: string
  /** One entry for each wrong field; empty when the problem is not one of fields. */
  readonly fields: readonly FieldProblem[]
  /** HTTP status, where the answer came over HTTP. */
  readonly status: number | undefined
  /** Quote this when you ask for help; undefined outside HTTP. */
  readonly requestId: string | undefined

  constructor(
    code: string,
    message: string,
    options: { fields?: readonly FieldProblem[]; status?: number; requestId?: string; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.fields = options.fields ?? []
    this.status = options.status
    this.requestId = options.requestId
  }
}

/** An agent that was asked did not answer. `code` says why, e.g. `model_unavailable`, `budget_exceeded` or `too_many_turns`. */
export class AgentError extends OrchestratorError {
  override readonly name = 'AgentError'
  /** The agent's run: its steps tell how far it came. */
  readonly runId: string
  readonly runStatus: 'failed' | 'canceled'

  constructor(
    code: string,
    message: string,
    about: { runId: string; status: 'failed' | 'canceled'; fields?: readonly FieldProblem[] },
  ) {
    super(code, message, { fields: about.fields ?? [] })
    this.runId = about.runId
    this.runStatus = about.status
  }
}

/** `ctx.http` got an answer outside 200–299 (or none at all: `status` is 0). */
export class HttpError extends Error {
  override readonly name = 'HttpError'
  /** HTTP status of the answer; 0 when there was none (name not found, connection refused, timeout). */
  readonly status: number
  readonly url: string
  readonly method: string
  /** Lower-case header names. */
  readonly headers: Readonly<Record<string, string>>
  /** The answer's body, cut at 2,000 characters. */
  readonly body: string

  constructor(
    message: string,
    answer: {
      status: number
      url: string
      method: string
      headers?: Readonly<Record<string, string>>
      body?: string
      cause?: unknown
    },
  ) {
    super(message, answer.cause === undefined ? undefined : { cause: answer.cause })
    this.status = answer.status
    this.url = answer.url
    this.method = answer.method
    this.headers = answer.headers ?? {}
    this.body = (answer.body ?? '').slice(0, 2_000)
  }
}

/** A playbook, condition or schema is written wrongly; thrown when the file is loaded, never in a run. */
export class PlaybookDefinitionError extends Error {
  override readonly name = 'PlaybookDefinitionError'
}

/** What came in does not meet the schema that the playbook asks for. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError'
  readonly fields: readonly FieldProblem[]

  constructor(what: string, fields: readonly FieldProblem[]) {
    const listed = fields.slice(0, 5).map((field) => `${field.path || '(root)'}: ${field.expected}`)
    super(
      `${what} does not meet its schema: ${listed.join('; ')}${fields.length > 5 ? `; and ${fields.length - 5} more` : ''}`,
    )
    this.fields = fields
  }
}
