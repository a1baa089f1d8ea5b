import * as oauth from 'oauth4webapi'
import { ProviderError } from '../connector/provider-error.ts'
import { ConnectorError } from '../connector-error.ts'

/** What says that it passes. */
const passing = new Set(['temporarily_unavailable', 'server_error', 'slow_down'])

/** What ended a grant, in words without anything that was sent. */
export function toProviderError(provider: string, error: unknown): ProviderError {
  if (error instanceof ProviderError) return error
  if (error instanceof ConnectorError)
    return new ProviderError(provider, error.kind === 'permanent' ? 'invalid' : 'unavailable', error.message)
  if (error instanceof oauth.AuthorizationResponseError)
    return new ProviderError(provider, 'unauthorized', inWords(error.error, error.error_description))
  if (error instanceof oauth.ResponseBodyError) {
    const { status } = error
    const kind = status >= 500 || passing.has(error.error) ? 'unavailable' : 'unauthorized'
    if (status !== 429)
      return new ProviderError(provider, kind, inWords(error.error, error.error_description), { status })
    return limited(provider, error.response)
  }
  if (error instanceof oauth.OperationProcessingError && error.cause instanceof Response) {
    const { status } = error.cause
    if (status === 429) return limited(provider, error.cause)
    if (status >= 500) return new ProviderError(provider, 'unavailable', `the service answered ${status}`, { status })
  }
  // Its cause may hold what was answered.
  return new ProviderError(provider, 'malformed', 'the service answered a grant otherwise than OAuth says')
}

const inWords = (code: string, description: string | undefined) =>
  (description === undefined
    ? `the service refused it (${code})`
    : `the service refused it: ${description} (${code})`
  ).slice(0, 1_000)

function limited(provider: string, { status, headers }: Response): ProviderError {
  const seconds = Number(headers.get('retry-after') ?? '')
  const retryAfterMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : undefined
  return new ProviderError(provider, 'rate_limited', 'the service asks to wait', { status, retryAfterMs })
}
