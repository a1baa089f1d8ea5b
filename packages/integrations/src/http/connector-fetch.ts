import { type GuardedRequest, guardedFetch } from './guarded-fetch.ts'
import { KeptConnections } from './kept-connections.ts'
import type { GuardPolicy } from './policy.ts'

/** A page of a hundred items with long texts. */
const maxResponseBytes = 30_000_000
const timeoutMs = 30_000
const withoutBody = [101, 204, 205, 304]

/**
 * `fetch` for the libraries of services, over the guard: who connects a service says its address. What reads shares connections; what writes
 * has one of its own, for one that is closing would leave unsaid whether it was done. Redirects are not followed.
 */
export function connectorFetch(options: {
  readonly policy?: Partial<GuardPolicy> | undefined
  readonly signal?: AbortSignal | undefined
}): (url: string | URL | Request, init?: RequestInit) => Promise<Response> {
  const connections = new KeptConnections()
  return async (input, init = {}) => {
    const url = input instanceof Request ? input.url : String(input)
    const method = (init.method ?? 'GET').toUpperCase() as NonNullable<GuardedRequest['method']>
    const signals = [options.signal, init.signal ?? undefined].filter((signal) => signal !== undefined)
    if (init.body !== undefined && init.body !== null && typeof init.body !== 'string') {
      throw new TypeError('only text can be sent through the guard')
    }
    const answer = await guardedFetch({
      url,
      method,
      headers: Object.fromEntries(new Headers(init.headers)),
      body: init.body ?? null,
      timeoutMs,
      policy: { maxResponseBytes, ...options.policy },
      ...(signals.length > 0 && { signal: AbortSignal.any(signals) }),
      ...(method === 'GET' && { connections }),
    })
    const { 'content-encoding': _encoding, 'content-length': _length, ...headers } = answer.headers
    return new Response(withoutBody.includes(answer.status) ? null : answer.body, { status: answer.status, headers })
  }
}
