import type { McpError as Mcp } from '@modelcontextprotocol/sdk/types.js'
import { ProviderError, type ProviderErrorKind } from '../../connector/provider-error.ts'
import { ConnectorError } from '../../connector-error.ts'
import { plain } from './plain.ts'
import { scrub } from './scrub.ts'

export const providerId = 'mcp'

const kinds: Readonly<Record<number, ProviderErrorKind>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  405: 'not_found',
  429: 'rate_limited',
}
const longest = 500
const patienceMs = 10_000

export interface Circumstances {
  /** The call of a tool has gone out: what is not known to be refused may have been done. */
  readonly isSent: boolean
  readonly secret: string | null
  /** As the server said it last. */
  readonly retryAfterMs: number | undefined
}

/**
 * The protocol's own for what takes too long and for a connection that ends, which servers use, too; and for what a server threw: it may
 * have been in the middle of its work.
 */
const lost = new Set([-32_000, -32_001, -32_603])

/** Whatever the client of the protocol throws, as all sessions do. Its own errors hold what the server answered, so none goes along. */
export function toProviderError(thrown: unknown, { isSent, secret, retryAfterMs }: Circumstances): ProviderError {
  if (thrown instanceof ProviderError) return thrown
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  const say = (kind: ProviderErrorKind, words: string, options = {}) =>
    new ProviderError(providerId, kind, plain(scrub(words, secret), longest), options)
  const unknown = (words: string) =>
    isSent
      ? say(
          'ambiguous',
          `outcome unknown: the tool was called, and whether it has done its work nobody knows (${words})`,
        )
      : say('unavailable', words)
  if (error instanceof ConnectorError) {
    if (error.kind !== 'permanent' || isSent) return unknown(error.message)
    return say('invalid', error.message, { fields: [{ field: 'settings.url', message: error.message }] })
  }
  const code = Number((error as Partial<Mcp>).code)
  if (error.name === 'McpError') return lost.has(code) ? unknown(error.message) : say('invalid', error.message)
  const kind = kinds[code]
  if (kind === 'rate_limited') return say(kind, 'the server asks to wait', { retryAfterMs: retryAfterMs ?? patienceMs })
  if (kind) return say(kind, `the server answers ${code}: ${error.message}`, { status: code })
  if (code >= 400 && code < 500) return say('invalid', `the server answers ${code}: ${error.message}`, { status: code })
  if (code >= 500) return unknown(`the server answers ${code}`)
  return isSent
    ? unknown('its answer is none of the protocol')
    : say('malformed', `it does not speak the protocol: ${error.message}`)
}
