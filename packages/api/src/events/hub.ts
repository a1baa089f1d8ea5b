import { headOf, type Store } from '@orchestrator/store'

const pollMs = 2_000

interface Log {
  head: number
  looking: 'no' | 'yes' | 'again'
  readonly waiting: Set<{ readonly after: number; readonly wake: () => void }>
}

/**
 * Wakes readers of a workspace's log when it has grown. One listener and one look at each followed log serve all readers of
 * this process. Nothing is opened before somebody follows.
 */
export class EventHub {
  readonly #store: Store
  readonly #logs = new Map<string, Log>()
  #stop: (() => void) | undefined
  closed = false

  constructor(store: Store) {
    this.#store = store
  }

  /** Waits until the log reaches past `after`, the time is over, the signal aborts or the hub closes. */
  async waitPast(workspaceId: string, after: number, milliseconds: number, signal: AbortSignal): Promise<void> {
    const log = this.#logOf(workspaceId)
    if (this.closed || signal.aborted || log.head > after) return
    this.#start()
    const { promise, resolve } = Promise.withResolvers<void>()
    const wake = () => resolve()
    const waiter = { after, wake }
    log.waiting.add(waiter)
    const timer = setTimeout(wake, milliseconds)
    signal.addEventListener('abort', wake, { once: true })
    // What came between the reader's own look and now was announced to nobody.
    this.#look(workspaceId, log)
    await promise
    clearTimeout(timer)
    signal.removeEventListener('abort', wake)
    log.waiting.delete(waiter)
    if (log.waiting.size === 0) this.#logs.delete(workspaceId)
  }

  /** Ends every wait; readers then end their streams. */
  close(): void {
    this.closed = true
    this.#stop?.()
    for (const log of this.#logs.values()) for (const { wake } of log.waiting) wake()
  }

  #logOf(workspaceId: string): Log {
    let log = this.#logs.get(workspaceId)
    if (!log) this.#logs.set(workspaceId, (log = { head: 0, looking: 'no', waiting: new Set() }))
    return log
  }

  #start(): void {
    if (this.#stop) return
    const lookAtAll = () => {
      for (const [workspaceId, log] of this.#logs) this.#look(workspaceId, log)
    }
    // Polling covers lost notices and a lost connection.
    const timer = setInterval(lookAtAll, pollMs)
    timer.unref()
    const listening = this.#store.listen('orchestrator_events', lookAtAll).catch(() => null)
    this.#stop = () => {
      clearInterval(timer)
      void listening.then((unlisten) => unlisten?.()).catch(() => {})
    }
  }

  #look(workspaceId: string, log: Log): void {
    if (log.looking !== 'no') {
      log.looking = 'again'
      return
    }
    log.looking = 'yes'
    void headOf(this.#store, workspaceId)
      .then((head) => {
        log.head = head
        for (const { after, wake } of log.waiting) if (head > after) wake()
      })
      .catch(() => {})
      .finally(() => {
        const again = log.looking === 'again'
        log.looking = 'no'
        if (again && !this.closed) this.#look(workspaceId, log)
      })
  }
}
