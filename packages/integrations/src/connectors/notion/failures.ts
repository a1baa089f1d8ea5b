import { isNotionClientError, RequestTimeoutError } from '@notionhq/client'
import { ProviderError, type ProviderErrorKind } from '../../connector/provider-error.ts'
import { ConnectorError } from '../../connector-error.ts'

export const provider = 'notion'

/** Before anything was sent. */
const unsent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT'])
/** Tokens of integrations and of OAuth: also those of others are not repeated. */
const tokens = /\b(?:ntn|secret|nrt)_\w+/g

export const redacted = (text: string, secrets: readonly string[]): string =>
  secrets.reduce((left, secret) => (secret === '' ? left : left.replaceAll(secret, '…')), text).replace(tokens, '…')

export interface Asked {
  /** It changes something, so an answer that is lost leaves open whether it did. */
  readonly writes: boolean
  readonly secrets: readonly string[]
}

/** What the client throws has the headers and the body of the answer, so nothing of it is handed on but what is copied here. */
export function toProviderError(error: unknown, { writes, secrets }: Asked): ProviderError {
  if (error instanceof ProviderError) return error
  const make = (kind: ProviderErrorKind, message: string, more: { status?: number; retryAfterMs?: number } = {}) =>
    new ProviderError(provider, kind, redacted(message, secrets).slice(0, 1_000), more)
  const lost = writes ? 'ambiguous' : 'unavailable'
  if (error instanceof ConnectorError) {
    if (error.kind === 'permanent') return make(writes ? 'ambiguous' : 'invalid', error.message)
    const code = String((error.cause as { code?: unknown } | undefined)?.code ?? '')
    return make(unsent.has(code) ? 'unavailable' : lost, error.message)
  }
  if (RequestTimeoutError.isRequestTimeoutError(error)) return make(lost, 'Notion did not answer in time')
  // It did what it was told; what it made must be looked for.
  if (error instanceof SyntaxError) return make(writes ? 'ambiguous' : 'malformed', 'Notion answered what is no JSON')
  // The client trips over answers that are no objects, and refuses paths that are none.
  if (!isNotionClientError(error))
    return make(writes ? 'ambiguous' : 'malformed', 'Notion answered what it does not document')
  if (!('status' in error)) return make('invalid', error.message)
  const { status, code, message, headers } = error
  const kind = kindOf(status, code, writes)
  const after = kind === 'rate_limited' ? retryAfterMs(headers) : undefined
  return make(kind, `Notion: ${message || code}`, { status, ...(after !== undefined && { retryAfterMs: after }) })
}

function kindOf(status: number, code: string, writes: boolean): ProviderErrorKind {
  // 529: too much for its servers just now, before anything was done.
  if (status === 429 || status === 529) return 'rate_limited'
  if (status === 401) return 'unauthorized'
  if (status === 403) return 'forbidden'
  if (status === 404) return 'not_found'
  // Somebody else is changing the same thing: nothing was done.
  if (status === 409) return 'unavailable'
  if (status >= 500) return writes && code !== 'service_unavailable' ? 'ambiguous' : 'unavailable'
  return status >= 400 ? 'invalid' : 'malformed'
}

function retryAfterMs(headers: unknown): number | undefined {
  const after = headers instanceof Headers ? headers.get('retry-after') : null
  return after !== null && /^\d+$/.test(after) ? Number(after) * 1_000 : undefined
}

export const isKind = (error: unknown, ...kinds: readonly ProviderErrorKind[]): error is ProviderError =>
  error instanceof ProviderError && kinds.includes(error.kind)

/** null instead of `not_found` */
export async function orNull<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work
  } catch (error) {
    if (isKind(error, 'not_found')) return null
    throw error
  }
}
