import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api'
import { ProviderError, type ProviderErrorKind } from '../../connector/provider-error.ts'
import { ConnectorError } from '../../connector-error.ts'

export const providerId = 'slack'

/** What Slack asks for where it does not say how long. */
const limitMs = 30_000
/** Before anything was sent. */
const notSent = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']

const codes: Readonly<Record<Exclude<ProviderErrorKind, 'invalid' | 'malformed' | 'ambiguous'>, readonly string[]>> = {
  unauthorized: ['invalid_auth', 'not_authed', 'account_inactive', 'token_revoked', 'token_expired', 'user_removed'],
  forbidden: [
    ...['missing_scope', 'no_permission', 'not_in_channel', 'is_archived', 'ekm_access_denied', 'restricted_action'],
    ...['access_denied', 'not_allowed_token_type', 'org_login_required', 'team_access_not_granted', 'cannot_dm_bot'],
    ...['posting_to_general_channel_denied', 'method_not_supported_for_channel_type', 'messages_tab_disabled'],
  ],
  not_found: ['channel_not_found', 'message_not_found', 'user_not_found', 'users_not_found', 'thread_not_found'],
  rate_limited: ['ratelimited', 'rate_limited', 'message_limit_exceeded'],
  unavailable: ['service_unavailable', 'team_added_to_org', 'accesslimited'],
}
/** It may have been done. */
const unclear = ['internal_error', 'fatal_error', 'request_timeout']

/**
 * The client's own errors hold what was sent, so none of them is handed on: only what is copied here.
 * @param asked in words
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
  ) => new ProviderError(providerId, kind, hide(`Slack: ${message}`).slice(0, 1_000), options)
  const lost = writes ? 'ambiguous' : 'unavailable'
  if (error instanceof WebAPIRateLimitedError)
    return make('rate_limited', 'too many requests', { status: 429, retryAfterMs: error.retryAfter * 1_000 })
  if (error instanceof WebAPIPlatformError) return refused(error, lost, asked, make)
  if (error instanceof WebAPIHTTPError) {
    const { statusCode: status } = error
    return make(status >= 500 ? lost : 'invalid', `it answered ${status}`, { status })
  }
  const cause = error instanceof WebAPIRequestError ? error.original : error
  if (cause instanceof ConnectorError) {
    if (cause.kind === 'permanent') return make(writes ? 'ambiguous' : 'invalid', cause.message)
    const { code } = (cause.cause ?? {}) as { code?: string }
    return make(notSent.includes(code ?? '') ? 'unavailable' : lost, cause.message)
  }
  // 429 without a time to wait ends in an error without a class of its own.
  if (error instanceof Error && error.message.startsWith('Retry header'))
    return make('rate_limited', 'too many requests', { status: 429, retryAfterMs: limitMs })
  return make(writes ? 'ambiguous' : 'malformed', 'its answer cannot be read')
}

function refused(
  { data }: WebAPIPlatformError,
  lost: ProviderErrorKind,
  asked: string,
  make: (
    kind: ProviderErrorKind,
    message: string,
    options?: ConstructorParameters<typeof ProviderError>[3],
  ) => ProviderError,
): ProviderError {
  const { error: code } = data
  if (unclear.includes(code)) return make(lost, code)
  // What is no JSON the client takes for a code: a page of something in between.
  if (!/^[a-z0-9_.]{1,100}$/.test(code))
    return make(lost === 'ambiguous' ? lost : 'malformed', 'its answer cannot be read')
  const [kind = 'invalid'] =
    Object.entries(codes).find(([, list]) => list.includes(code)) ?? ([] as unknown as [ProviderErrorKind])
  const needed = (data as { needed?: unknown }).needed
  const told = (data.response_metadata?.messages ?? []).map(String)
  const words = [code, ...(typeof needed === 'string' ? [`it needs ${needed}`] : []), ...told].join('; ')
  if (kind === 'rate_limited') return make('rate_limited', words, { retryAfterMs: limitMs })
  const fields = kind === 'invalid' ? told.map((message) => ({ field: '', message })) : []
  return make(kind as ProviderErrorKind, `${asked}: ${words}`, { fields })
}
