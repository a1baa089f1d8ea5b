import { AppError, type ErrorCode, errorCodes } from '@orchestrator/domain'
import * as z from 'zod'

/** What only HTTP can be wrong with. */
const httpCodes = ['method_not_allowed', 'headers_too_large'] as const
type HttpProblem = { code: (typeof httpCodes)[number]; message: string; headers?: Record<string, string> }

/** RFC 9457. Clients may depend on `code` and `type`; `title` and `detail` are for people. */
export const Problem = z
  .object({
    type: z
      .string()
      .meta({ description: 'stable URI of the kind of problem', example: 'urn:orchestrator:problem:invalid_input' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum([...errorCodes, ...httpCodes]).meta({ description: 'stable code' }),
    errors: z
      .array(z.object({ path: z.string(), expected: z.string(), code: z.string() }))
      .meta({ description: 'what is wrong with which field; empty when it is not about a field' }),
    details: z.record(z.string(), z.unknown()).optional().meta({ description: 'facts, e.g. the current version' }),
    requestId: z.string().meta({ description: 'name it when you report the problem' }),
  })
  .meta({ id: 'Problem' })
export type Problem = z.infer<typeof Problem>

interface Kind {
  readonly status: number
  readonly title: string
  readonly headers?: Readonly<Record<string, string>>
}

/** The one place where errors become HTTP. */
export const problemKinds: Readonly<Record<ErrorCode | HttpProblem['code'], Kind>> = {
  invalid_input: { status: 400, title: 'The input is not valid' },
  invalid_condition: { status: 400, title: 'The condition is not valid' },
  unauthenticated: {
    status: 401,
    title: 'Who are you?',
    headers: { 'WWW-Authenticate': 'Bearer realm="orchestrator"' },
  },
  invalid_signature: { status: 401, title: 'The signature is not valid', headers: { 'WWW-Authenticate': 'Signature' } },
  forbidden: { status: 403, title: 'You may not do this' },
  not_found: { status: 404, title: 'There is no such thing' },
  method_not_allowed: { status: 405, title: 'This address does not take that method' },
  already_exists: { status: 409, title: 'It exists already' },
  version_conflict: { status: 409, title: 'Somebody else changed it meanwhile' },
  command_conflict: { status: 409, title: 'The id or key was used for something else' },
  in_use: { status: 409, title: 'Something depends on it' },
  cycle: { status: 409, title: 'It would close a cycle' },
  step_changed: { status: 409, title: 'The code does something else at this step than the run that it goes on with' },
  invalid_state: { status: 409, title: 'It cannot be done in this state' },
  already_answered: { status: 409, title: 'It has been answered' },
  expired: { status: 409, title: 'The time for it is over' },
  condition_too_slow: { status: 409, title: 'A condition took too long' },
  depth_limit: { status: 409, title: 'Too many automations set each other off' },
  payload_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body is of another type than expected' },
  rate_limited: { status: 429, title: 'Too many requests' },
  headers_too_large: { status: 431, title: 'The address or the headers are too long' },
  unavailable: { status: 503, title: 'Not available now', headers: { 'Retry-After': '1' } },
  provider_unauthorized: { status: 409, title: 'The connected service does not take the credentials' },
  provider_forbidden: { status: 409, title: 'The connected service does not allow it' },
  provider_rate_limited: { status: 429, title: 'The connected service asks to wait' },
  provider_unavailable: {
    status: 503,
    title: 'The connected service does not answer now',
    headers: { 'Retry-After': '5' },
  },
  provider_not_found: { status: 404, title: 'The connected service has no such thing' },
  provider_invalid: { status: 400, title: 'The connected service refuses the input' },
  provider_malformed: { status: 502, title: 'The connected service answers what is not understood' },
  internal: { status: 500, title: 'Something went wrong here' },
}

/** An error as a response. A 500 tells nothing of its inside but the id by which the log knows it. */
export function problemResponse(error: AppError | HttpProblem, requestId: string): Response {
  const kind = problemKinds[error.code]
  const app = error instanceof AppError ? error : undefined
  const body: Problem = {
    type: `urn:orchestrator:problem:${error.code}`,
    title: kind.title,
    status: kind.status,
    detail: error.code === 'internal' ? `An unexpected error. The log has it under ${requestId}.` : error.message,
    code: error.code,
    errors: (app?.fields ?? []).map(({ path, expected, code }) => ({ path, expected, code })),
    ...(app && Object.keys(app.details).length > 0 && { details: app.details }),
    requestId,
  }
  const headers = new Headers({
    'Content-Type': 'application/problem+json',
    ...kind.headers,
    ...(error instanceof AppError ? headersOf(error) : error.headers),
  })
  return new Response(JSON.stringify(body), { status: kind.status, headers })
}

const headersOf = (error: AppError): Record<string, string> =>
  typeof error.details.retryAfterSeconds === 'number' ? { 'Retry-After': String(error.details.retryAfterSeconds) } : {}
