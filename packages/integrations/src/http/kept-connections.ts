import { Agent } from 'undici'

/** Whom a connection leads to: the name in the request, and the address that was checked. */
export interface Peer {
  readonly origin: string
  readonly address: string
  readonly family: number
}

interface Kept {
  readonly agent: Agent
  busy: number
  timer: NodeJS.Timeout | undefined
}

/** Well below what servers keep: one that is closing is not written to. */
const standardIdleMs = 1_000
/** After so long without a request, nothing of a place is kept. */
const forgetMs = 5_000

export const agentFor = (
  { address, family }: Peer,
  connections: number | null,
  connectMs: number,
  idleMs = standardIdleMs,
): Agent =>
  new Agent({
    connections,
    pipelining: connections === null ? 1 : 0,
    // HTTP/2 would send many at once over one.
    allowH2: false,
    keepAliveTimeout: idleMs,
    keepAliveMaxTimeout: idleMs,
    maxHeaderSize: 32_768,
    connect: {
      timeout: connectMs,
      lookup: (_hostname, options, done) =>
        options.all
          ? done(null, [{ address, family }])
          : (done as (e: null, a: string, f: number) => void)(null, address, family),
    },
  })

/**
 * Connections that requests to the same place may share, one after the other. Each leads to the address that was checked: a name that
 * resolves to another one gets others. For senders that repeat what failed, as a place may close one while it is written to.
 */
export class KeptConnections {
  readonly #kept = new Map<string, Kept>()
  readonly #idleMs: number | undefined

  /** @param idleMs for so long one is kept that nobody uses */
  constructor(idleMs?: number) {
    this.#idleMs = idleMs
  }

  /** @param work is given the agent, which is kept for those that come after */
  async with<T>(peer: Peer, connectMs: number, work: (agent: Agent) => Promise<T>): Promise<T> {
    const key = `${peer.origin} ${peer.address}`
    let kept = this.#kept.get(key)
    if (!kept)
      this.#kept.set(key, (kept = { agent: agentFor(peer, null, connectMs, this.#idleMs), busy: 0, timer: undefined }))
    clearTimeout(kept.timer)
    kept.busy++
    try {
      return await work(kept.agent)
    } finally {
      if (--kept.busy === 0) kept.timer = setTimeout(() => this.#forget(key), forgetMs).unref()
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#kept.keys()].map((key) => this.#forget(key)))
  }

  async #forget(key: string): Promise<void> {
    const kept = this.#kept.get(key)
    clearTimeout(kept?.timer)
    this.#kept.delete(key)
    await kept?.agent.destroy().catch(() => undefined)
  }
}
