import { type AgentRunRef, type AgentStreamNotice, listenToAgentStreams, type Store } from '@orchestrator/store'

const pollMs = 2_000

/** Tells of a notice, or (null) that the run is to be looked at. */
type Follower = (notice: AgentStreamNotice | null) => void

/** Gives notices of agents' runs to those who follow them. One listener serves all of this process; none is opened before somebody follows. */
export class AgentRunHub {
  readonly #store: Store
  readonly #followers = new Map<string, Set<Follower>>()
  #stop: (() => void) | undefined
  closed = false

  constructor(store: Store) {
    this.#store = store
  }

  /** @returns how to stop */
  follow({ workspaceId, runId }: AgentRunRef, follower: Follower): () => void {
    this.#start()
    const key = `${workspaceId} ${runId}`
    const followers = this.#followers.get(key) ?? new Set()
    this.#followers.set(key, followers.add(follower))
    return () => {
      followers.delete(follower)
      if (followers.size === 0) this.#followers.delete(key)
    }
  }

  /** Wakes everybody; they then end their streams. */
  close(): void {
    this.closed = true
    this.#stop?.()
    this.#tellAll()
  }

  #start(): void {
    if (this.#stop || this.closed) return
    // Polling covers lost notices and a lost connection.
    const timer = setInterval(() => this.#tellAll(), pollMs)
    timer.unref()
    const listening = listenToAgentStreams(this.#store, (notice) => {
      if (notice === null) return this.#tellAll()
      for (const follower of this.#followers.get(`${notice.workspaceId} ${notice.runId}`) ?? []) follower(notice)
    }).catch(() => null)
    this.#stop = () => {
      clearInterval(timer)
      void listening.then((unlisten) => unlisten?.()).catch(() => {})
    }
  }

  #tellAll(): void {
    for (const followers of this.#followers.values()) for (const follower of followers) follower(null)
  }
}
