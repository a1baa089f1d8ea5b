import { lookup as systemLookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { type Agent, errors, request } from 'undici'
import { ConnectorError } from '../connector-error.ts'
import { agentFor, type KeptConnections, type Peer } from './kept-connections.ts'
import { defaultGuardPolicy, type GuardPolicy, howToAllow, isAllowedPrivateHost, isPublicAddress } from './policy.ts'
import { readCapped } from './read-capped.ts'

export interface GuardedRequest {
  readonly url: string
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | null
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
  readonly policy?: Partial<GuardPolicy>
  /** How a name becomes addresses; the system's resolver unless a test says otherwise. */
  readonly lookup?: (hostname: string) => Promise<readonly { address: string; family: number }[]>
  /** Without them each request has a connection of its own. */
  readonly connections?: KeptConnections | undefined
}

export interface GuardedResponse {
  readonly status: number
  /** Lower-case names; repeated headers are joined with a comma. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const resolveAll = (hostname: string) => systemLookup(hostname, { all: true, verbatim: true })

/**
 * A request to an address that somebody else chose. The name is resolved once, every address of it must be public, and the connection goes
 * to exactly the address that was checked, so a name that answers differently the second time gains nothing. Redirects are not followed.
 */
export async function guardedFetch(input: GuardedRequest): Promise<GuardedResponse> {
  const { peer, timeoutMs, maxBytes, send, named } = await prepareRequest(input)
  const ask = async (agent: Agent): Promise<GuardedResponse> => {
    const { body, ...answer } = await send(agent)
    return { ...answer, body: await readCapped(body, maxBytes) }
  }
  try {
    return await (input.connections ? input.connections.with(peer, timeoutMs, ask) : once(peer, timeoutMs, ask))
  } catch (error) {
    throw named(error)
  }
}

export interface PreparedRequest {
  /** To whom it may go: the address was checked. */
  readonly peer: Peer
  readonly timeoutMs: number
  readonly maxBytes: number
  send(agent: Agent): Promise<Omit<GuardedResponse, 'body'> & { readonly body: AsyncIterable<Uint8Array> }>
  /** What went wrong, as a {@link ConnectorError}. */
  named(error: unknown): ConnectorError
}

/** All that is checked before a request goes out. @throws ConnectorError for an address that may not be asked */
export async function prepareRequest(input: GuardedRequest): Promise<PreparedRequest> {
  const policy = { ...defaultGuardPolicy, ...input.policy }
  const target = targetOf(input.url, policy)
  const timeoutMs = Math.min(input.timeoutMs ?? 10_000, policy.maxTimeoutMs)
  const timeout = AbortSignal.timeout(timeoutMs)
  const startedAt = performance.now()
  const signal = input.signal === undefined ? timeout : AbortSignal.any([timeout, input.signal])
  const named = (error: unknown) =>
    toConnectorError(error, target.url, timeout.aborted ? timeoutMs : undefined, performance.now() - startedAt)
  const pinned = await pinAddress(target, policy, input.lookup ?? resolveAll, signal).catch((error: unknown) => {
    throw named(error)
  })
  return {
    peer: { origin: target.url.origin, ...pinned },
    ...{ timeoutMs, named, maxBytes: policy.maxResponseBytes },
    async send(agent) {
      const response = await request(target.url, {
        dispatcher: agent,
        method: input.method ?? 'GET',
        headers: withoutHopByHop(input.headers ?? {}),
        body: input.body ?? null,
        signal,
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
      })
      const headers: Record<string, string> = {}
      for (const [name, value] of Object.entries(response.headers)) {
        if (value !== undefined) headers[name.toLowerCase()] = typeof value === 'string' ? value : value.join(', ')
      }
      return { status: response.statusCode, headers, body: response.body }
    },
  }
}

async function once<T>(peer: Peer, connectMs: number, work: (agent: Agent) => Promise<T>): Promise<T> {
  const agent = agentFor(peer, 1, connectMs)
  try {
    return await work(agent)
  } finally {
    await agent.destroy().catch(() => undefined)
  }
}

interface Target {
  readonly url: URL
  readonly hostname: string
  readonly port: number
  readonly mayBePrivate: boolean
}

/** @throws ConnectorError */
export function targetOf(text: string, policy: GuardPolicy): Target {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw refused(`${JSON.stringify(text.slice(0, 200))} is not an http or https address`)
  }
  if (url.username !== '' || url.password !== '')
    throw refused('a user name or password in an address is not allowed; send a header')
  // URL writes IPv6 in brackets and every odd notation of IPv4 (0x7f.1, 2130706433) as four numbers.
  const hostname = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  const mayBePrivate = isAllowedPrivateHost(policy, hostname, port)
  if (!mayBePrivate && !policy.ports.includes(port)) {
    throw refused(
      `port ${port} of ${hostname} is not one of those that a request may use (${policy.ports.join(', ')}); ` +
        howToAllow(policy, hostname, port),
    )
  }
  return { url, hostname, port, mayBePrivate }
}

/** The address to connect to: every one that the name has must be public, or the operator has allowed the host. @throws ConnectorError */
export async function pinAddress(
  target: Pick<Target, 'hostname' | 'port' | 'mayBePrivate'>,
  policy: GuardPolicy,
  lookup: NonNullable<GuardedRequest['lookup']>,
  signal: AbortSignal,
): Promise<{ address: string; family: number }> {
  const family = isIP(target.hostname)
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), {
      once: true,
    })
  })
  aborted.catch(() => undefined)
  const addresses =
    family === 0 ? await Promise.race([lookup(target.hostname), aborted]) : [{ address: target.hostname, family }]
  const first = addresses[0]
  if (first === undefined) throw new ConnectorError('http', 'transient', `${target.hostname} has no address`)
  if (!target.mayBePrivate && !addresses.every(({ address }) => isPublicAddress(address))) {
    const { hostname, port } = target
    throw refused(`${hostname} is not on the public internet; ${howToAllow(policy, hostname, port)}`)
  }
  return first
}

const refused = (message: string) => new ConnectorError('http', 'permanent', message)

/** The connection is ours to describe: these would let a caller smuggle a second request or pretend another host. */
function withoutHopByHop(headers: Readonly<Record<string, string>>): Record<string, string> {
  const own = new Set([
    'host',
    'connection',
    'keep-alive',
    'transfer-encoding',
    'content-length',
    'upgrade',
    'te',
    'trailer',
    'expect',
  ])
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !own.has(name.toLowerCase())))
}

function toConnectorError(
  error: unknown,
  url: URL,
  timedOutAfterMs: number | undefined,
  tookMs: number,
): ConnectorError {
  if (error instanceof ConnectorError) return error
  if (timedOutAfterMs !== undefined) {
    return new ConnectorError('http', 'transient', `${url.host} gave no full answer within ${timedOutAfterMs} ms`, {
      cause: error,
    })
  }
  if (error instanceof errors.InvalidArgumentError) {
    return new ConnectorError('http', 'permanent', `the request to ${url.host} is not valid: ${error.message}`, {
      cause: error,
    })
  }
  // Of whoever asked: their time was over, or they wanted it no longer. Its code is but a number.
  if (error instanceof DOMException) {
    const why = error.name === 'TimeoutError' ? `it took longer than ${inSeconds(tookMs)}` : 'it was given up'
    return new ConnectorError('http', 'transient', `no answer from ${url.host}: ${why}`, { cause: error })
  }
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? (error as Error | undefined)?.name ?? 'no answer'
  return new ConnectorError('http', 'transient', `no answer from ${url.host} (${code})`, { cause: error })
}

/** So long it was asked for at least; the time of whoever asked may have begun before. */
const inSeconds = (ms: number): string => (ms < 1_000 ? `${Math.floor(ms)} ms` : `${Math.floor(ms / 1_000)} s`)
