import * as z from 'zod'
import { ProviderError, type ProviderErrorKind } from '../../connector/provider-error.ts'
import type { ConnectorError } from '../../connector-error.ts'
import type { GuardedResponse } from '../../http/guarded-fetch.ts'

export const provider = 'jira'

const ErrorBody = z.object({
  errorMessages: z.array(z.string()).catch([]).default([]),
  errors: z.record(z.string(), z.coerce.string()).catch({}).default({}),
  message: z.string().optional().catch(undefined),
})

export interface Asked {
  readonly inWords: string
  /** It changes something, so an answer that is lost leaves open whether it did. */
  readonly writes: boolean
  /** Never repeated, whoever sends them back. */
  readonly secrets: readonly string[]
}

const unsent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

/** No answer at all. */
export function withoutAnswer(error: ConnectorError, { writes, secrets }: Asked): ProviderError {
  const message = redacted(error.message, secrets)
  if (error.kind === 'permanent') return new ProviderError(provider, 'invalid', message)
  const code = String((error.cause as { code?: unknown } | undefined)?.code ?? '')
  return new ProviderError(provider, writes && !unsent.has(code) ? 'ambiguous' : 'unavailable', message)
}

/** Signed in as nobody: Jira then says 404 of all that is not public, as though it were gone. */
const isAnonymous = ({ headers }: GuardedResponse) =>
  /AUTHENTICATED_FAILED|AUTHENTICATION_DENIED/.test(headers['x-seraph-loginreason'] ?? '')

/** null: it is a good answer. */
export function failureOf(response: GuardedResponse, asked: Asked): ProviderError | null {
  const { status, headers } = response
  if (isAnonymous(response))
    return new ProviderError(provider, 'unauthorized', 'Jira does not know these credentials', { status })
  if (status >= 200 && status < 300) return null
  const body = ErrorBody.safeParse(parsed(response.body)).data
  const fields = Object.entries(body?.errors ?? {}).map(([field, message]) => ({
    field: redacted(field, asked.secrets),
    message: redacted(message, asked.secrets),
  }))
  const said = [
    ...(body?.errorMessages ?? []),
    ...(body?.message ? [body.message] : []),
    ...fields.map((one) => `${one.field}: ${one.message}`),
  ]
  const reason = headers['ratelimit-reason']
  const text = said.join('; ').slice(0, 1_000) || (reason ? `limit: ${reason}` : `status ${status}`)
  const kind = kindOf(status, asked.writes, headers['retry-after'] !== undefined)
  const isRefusal = kind === 'forbidden' || kind === 'not_found' || kind === 'invalid'
  const message = `${isRefusal ? redacted(asked.inWords, asked.secrets) : 'Jira'}: ${redacted(text, asked.secrets)}`
  return new ProviderError(provider, kind, message, { status, retryAfterMs: retryAfterMs(headers), fields })
}

function kindOf(status: number, writes: boolean, saysWhen: boolean): ProviderErrorKind {
  if (status === 429) return 'rate_limited'
  if (status === 401) return 'unauthorized'
  if (status === 403) return 'forbidden'
  if (status === 404 || status === 410) return 'not_found'
  // Somebody else is changing the same thing.
  if (status === 409 || status === 423) return 'unavailable'
  if (status >= 500) return writes && !(status === 503 && saysWhen) ? 'ambiguous' : 'unavailable'
  return status >= 400 ? 'invalid' : 'malformed'
}

function retryAfterMs(headers: GuardedResponse['headers']): number | undefined {
  const after = headers['retry-after']
  if (after !== undefined && /^\d+$/.test(after)) return Number(after) * 1_000
  const at = Date.parse(after ?? headers['x-ratelimit-reset'] ?? '')
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now())
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Tokens of Atlassian look like this: also those of others are not repeated. */
const tokens = /ATATT[\w=.-]+|ATCTT[\w=.-]+|eyJ[\w-]{8,}(\.[\w-]+)*/g

export const redacted = (text: string, secrets: readonly string[]): string =>
  secrets.reduce((left, secret) => (secret === '' ? left : left.replaceAll(secret, '…')), text).replaceAll(tokens, '…')
