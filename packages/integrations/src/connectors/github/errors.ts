import { RequestError } from 'octokit'
import * as z from 'zod'
import { ProviderError, type ProviderErrorKind } from '../../connector/provider-error.ts'
import { ConnectorError } from '../../connector-error.ts'

export const providerId = 'github'
/** What GitHub asks for where it does not say how long. */
const secondaryLimitMs = 60_000
/** Before anything was sent. */
const notSent = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']

const Refusal = z.object({
  message: z.string().optional(),
  documentation_url: z.string().optional(),
  errors: z
    .array(
      z.union([
        z.string(),
        z.object({ field: z.string().optional(), code: z.string().optional(), message: z.string().nullish() }),
      ]),
    )
    .optional(),
})

/**
 * Octokit's errors hold the request with its headers, so none of them is handed on: only what is copied here.
 * @param asked in words; of what is refused GitHub itself says nothing but `Not Found`
 */
export function toProviderError(
  error: unknown,
  writes: boolean,
  asked: string,
  hide: (text: string) => string,
): ProviderError {
  if (error instanceof ProviderError) return error
  const make = (
    kind: ProviderErrorKind,
    message: string,
    options: ConstructorParameters<typeof ProviderError>[3] = {},
  ) => new ProviderError(providerId, kind, hide(message).slice(0, 1_000), options)
  const lost = writes ? 'ambiguous' : 'unavailable'
  const cause = error instanceof Error ? error.cause : undefined
  const guard = error instanceof ConnectorError ? error : cause instanceof ConnectorError ? cause : undefined
  if (guard) {
    if (guard.kind === 'permanent') return make(writes ? 'ambiguous' : 'invalid', guard.message)
    const { code } = (guard.cause ?? {}) as { code?: string }
    return make(notSent.includes(code ?? '') ? 'unavailable' : lost, guard.message)
  }
  if (!(error instanceof RequestError) || !error.response) {
    // Octokit refuses before it sends, e.g. a private key that is none.
    return make('unauthorized', `the credentials cannot be used: ${error instanceof Error ? error.message : 'unknown'}`)
  }
  const { status } = error
  const refusal = Refusal.safeParse(error.response.data)
  const said = refusal.success ? refusal.data : {}
  const message = said.message ?? `GitHub answered ${status}`
  if (status === 429 || status === 403) {
    const retryAfterMs = waitOf(error.response.headers, said.documentation_url, message, status)
    if (retryAfterMs !== undefined) return make('rate_limited', message, { status, retryAfterMs })
    return make('forbidden', `${asked}: ${message}`, { status })
  }
  if (status === 401) return make('unauthorized', message, { status })
  if (status === 404 || status === 410) return make('not_found', `${asked}: ${message}`, { status })
  if (status >= 500) return make(lost, message, { status })
  const fields = (said.errors ?? []).map((one) =>
    typeof one === 'string'
      ? { field: '', message: hide(one) }
      : { field: one.field ?? '', message: hide(one.message ?? one.code ?? 'invalid') },
  )
  const which = fields.map(({ field, message: why }) => (field === '' ? why : `${field}: ${why}`)).join('; ')
  return make('invalid', `${asked}: ${message}${which === '' ? '' : ` (${which})`}`, { status, fields })
}

/** undefined: it is no limit. */
function waitOf(
  headers: Readonly<Record<string, string | number | undefined>>,
  documentation: string | undefined,
  message: string,
  status: number,
): number | undefined {
  const after = Number(headers['retry-after'])
  if (headers['retry-after'] !== undefined && Number.isFinite(after)) return Math.max(0, after * 1_000)
  if (String(headers['x-ratelimit-remaining']) === '0' && Number.isFinite(Number(headers['x-ratelimit-reset']))) {
    // By GitHub's clock, which need not be ours.
    const now = Date.parse(String(headers['date'] ?? '')) || Date.now()
    return Math.max(1_000, Number(headers['x-ratelimit-reset']) * 1_000 - now)
  }
  // Some secondary limits come without a header; then only the words tell them from a right that is missing.
  const limited = status === 429 || /rate-limit/.test(documentation ?? '') || /rate limit/i.test(message)
  return limited ? secondaryLimitMs : undefined
}
