import type { Implementation } from '@modelcontextprotocol/sdk/types.js'
import * as z from 'zod'
import type { SessionOptions, ToolAnswer } from '../../connector/connector.ts'
import { ProviderError } from '../../connector/provider-error.ts'
import { guardedStream } from '../../http/guarded-stream.ts'
import { defaultGuardPolicy, howToAllow, isAllowedPrivateHost } from '../../http/policy.ts'
import { McpSettings } from './auth.ts'
import { providerId, toProviderError } from './errors.ts'
import { readAnswer } from './read-answer.ts'
import { scrub } from './scrub.ts'

const maxResponseBytes = 2_000_000
/** To greet it and to list its tools. */
const readMs = 20_000
/** What a tool may take. */
const callMs = 60_000
/** So long after the end of an answer what was in it may still be on its way through the client. */
const graceMs = 1_000
const farewellMs = 2_000

/** A server that was greeted. What it answers is as the protocol says, and has no secret in it. */
export interface Server {
  readonly info: Implementation | null
  readonly hasTools: boolean
  /** One page of its tools, which may be described in any way. */
  list(cursor: string | undefined): Promise<z.infer<typeof Listed>>
  call(name: string, input: Readonly<Record<string, unknown>>): Promise<ToolAnswer & { readonly isError: boolean }>
}

const Listed = z.object({ tools: z.array(z.unknown()), nextCursor: z.string().optional() })

/**
 * Greets a server, does something with it, and takes leave. One connection to the address for each request, all of them over the guard; it
 * is not told what we could do for it, so it asks us nothing.
 * @throws ProviderError, and whatever `work` throws
 */
export async function withServer<T>(options: SessionOptions, work: (server: Server) => Promise<T>): Promise<T> {
  const { url } = McpSettings.parse(options.settings)
  const secret = options.credentials['token'] ?? null
  refuseOpenSecret(url, secret, options)
  // Only whoever calls a server loads what it takes.
  const [{ Client }, { StreamableHTTPClientTransport }, { CallToolResultSchema }] = await Promise.all([
    import('@modelcontextprotocol/sdk/client/index.js'),
    import('@modelcontextprotocol/sdk/client/streamableHttp.js'),
    import('@modelcontextprotocol/sdk/types.js'),
  ])
  const line = new Line(options, secret)
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    fetch: line.fetch,
    ...(secret !== null && { requestInit: { headers: { authorization: `Bearer ${secret}` } } }),
    reconnectionOptions: {
      maxRetries: 0,
      initialReconnectionDelay: 1,
      maxReconnectionDelay: 1,
      reconnectionDelayGrowFactor: 1,
    },
  })
  const client = new Client({ name: 'orchestrator', version: '1' }, { capabilities: {} })
  try {
    // Its types of an optional `sessionId` are looser than ours.
    const info = await line.while(false, async (signal) => {
      await client.connect(transport as never, { signal, timeout: readMs })
      return scrub(client.getServerVersion() ?? null, secret)
    })
    return await work({
      info,
      hasTools: client.getServerCapabilities()?.tools !== undefined,
      list: async (cursor) => {
        const params = cursor === undefined ? {} : { cursor }
        return line.while(false, async (signal) => {
          const options = { signal, timeout: readMs }
          return scrub(await client.request({ method: 'tools/list', params }, Listed, options), secret)
        })
      },
      call: async (name, input) => {
        const params = { name, arguments: input }
        return line.while(true, async (signal) => {
          const options = { signal, timeout: callMs }
          const given = await client.request({ method: 'tools/call', params }, CallToolResultSchema, options)
          const answer = scrub(given, secret)
          return { ...readAnswer(answer), isError: answer.isError === true }
        })
      },
    })
  } finally {
    await line.while(false, () => transport.terminateSession(), farewellMs).catch(() => {})
    await client.close().catch(() => {})
  }
}

/** Without TLS a token goes only to hosts that the operator has named. */
function refuseOpenSecret(url: string, secret: string | null, { policy }: SessionOptions): void {
  const { protocol, hostname, port } = new URL(url)
  if (protocol === 'https:' || secret === null) return
  const host = hostname.replace(/^\[|\]$/g, '')
  const [own, at] = [{ ...defaultGuardPolicy, ...policy }, port === '' ? 80 : Number(port)]
  if (isAllowedPrivateHost(own, host, at)) return
  const message = `an https address: without TLS anybody could read the token on its way; ${howToAllow(own, host, at)}`
  throw new ProviderError(providerId, 'invalid', message, { fields: [{ field: 'settings.url', message }] })
}

/** The requests of one client: how long they may take, and what went wrong with them, which the client tells only in part. */
class Line {
  readonly #options: SessionOptions
  readonly #secret: string | null
  #timeoutMs = readMs
  #failed = new AbortController()
  #signal: AbortSignal = this.#failed.signal
  #retryAfterMs: number | undefined
  /** Requests that no answer has begun to come to. */
  #asking = 0
  #grace: NodeJS.Timeout | undefined

  constructor(options: SessionOptions, secret: string | null) {
    this.#options = options
    this.#secret = secret
  }

  /**
   * What is made of an answer belongs into it, too: one that is nested too deeply to be gone through is none of the protocol.
   * @throws ProviderError
   */
  async while<T>(isCall: boolean, ask: (signal: AbortSignal) => Promise<T>, timeoutMs?: number): Promise<T> {
    this.#timeoutMs = timeoutMs ?? (isCall ? callMs : readMs)
    this.#failed = new AbortController()
    const { signal: failed } = this.#failed
    const given = this.#options.signal
    this.#signal = given ? AbortSignal.any([given, failed]) : failed
    try {
      return await ask(this.#signal)
    } catch (error) {
      const circumstances = { isSent: isCall, secret: this.#secret, retryAfterMs: this.#retryAfterMs }
      throw toProviderError(failed.aborted ? failed.reason : error, circumstances)
    } finally {
      clearTimeout(this.#grace)
      this.#failed = new AbortController()
    }
  }

  readonly fetch = async (url: string | URL, init: RequestInit = {}): Promise<Response> => {
    const method = (init.method ?? 'GET') as 'GET' | 'POST' | 'DELETE'
    // Nobody listens to what it would tell beside its answers.
    if (method === 'GET') return new Response(null, { status: 405 })
    const failed = this.#failed
    clearTimeout(this.#grace)
    this.#asking++
    const answer = await guardedStream(
      {
        ...{ url: String(url), method, timeoutMs: this.#timeoutMs, signal: this.#signal },
        headers: Object.fromEntries(new Headers(init.headers)),
        body: (init.body as string | undefined) ?? null,
        policy: { ...this.#options.policy, maxResponseBytes },
      },
      (error) => {
        // What was asked for has been told already: the client would still take it back.
        if (failed !== this.#failed) return
        if (error) return failed.abort(error)
        // An answer that ends without what was asked for: nobody waits until the time is over.
        // What follows on it, as the greeting's second half does, takes the time that it takes, also when it began before the end.
        this.#grace = setTimeout(() => {
          if (this.#asking === 0) failed.abort(new Error('its answer ended before it said anything'))
        }, graceMs)
        this.#grace.unref()
      },
    ).finally(() => this.#asking--)
    const wait = Number(answer.headers['retry-after'])
    this.#retryAfterMs = Number.isFinite(wait) ? Math.max(1_000, wait * 1_000) : undefined
    const { status, headers } = answer
    // What was asked of one address is asked of no other.
    if (status >= 300 && status < 400) {
      await answer.body.cancel()
      throw new ProviderError(providerId, 'invalid', 'the server sends on to another address, which is not followed', {
        status,
      })
    }
    const isEmpty = [101, 204, 205, 304].includes(status)
    if (isEmpty) await answer.body.cancel()
    return new Response(isEmpty ? null : answer.body, { status, headers })
  }
}
