import { Worker } from 'node:worker_threads'
import type { AnyEvent } from '@orchestrator/domain'
import { type FromMatcher, progress, type ToMatcher } from './matcher-protocol.ts'
import type { TriggerEntry } from './trigger-index.ts'

/** Longest that one condition may take for one event, in milliseconds of processor time. */
const evaluationLimit = 50
/** Longest that one may take whatever the processor does meanwhile. */
const patience = 1_000
/** How long a condition that took longer is left out, in milliseconds. */
const throttleTime = 60_000

interface Known extends TriggerEntry {
  readonly number: number
  throttledUntil: number
}

/** What the main thread knows of a workspace's triggers. */
interface Workspace {
  readonly entries: Map<string, Known>
  /** How many triggers look for each event type: events that nobody looks for never leave this thread. */
  readonly types: Map<string, number>
  readonly throttled: Set<Known>
}

/** An evaluation under way. */
interface Evaluation {
  readonly clock: number
  readonly since: number
  /** Processor time of the thread when it was first seen. */
  readonly used: Promise<number | undefined>
}

interface Pending {
  readonly message: Extract<ToMatcher, { kind: 'match' }>
  readonly resolve: (matches: Matches) => void
}

export interface Match {
  readonly key: string
  /** true: the condition was not asked, for it took too long lately. */
  readonly throttled: boolean
}
/** For each event what it meets. */
export type Matches = readonly (readonly Match[])[]

/**
 * Finds out which triggers events meet. Conditions run in a thread of their own; one that takes longer than 50 ms is ended
 * with the thread, left out for a minute and reported as throttled, and everything else is asked again at once.
 */
export class Matcher {
  readonly #workspaces = new Map<string, Workspace>()
  readonly #byNumber = new Map<number, { workspaceId: string; entry: Known }>()
  readonly #pending = new Map<number, Pending>()
  #shared = new Int32Array(new SharedArrayBuffer(progress.length * 4))
  #thread = this.#start()
  #numbers = 0
  #batches = 0
  #seen: Evaluation | undefined
  #timer: NodeJS.Timeout | undefined

  add(workspaceId: string, entries: readonly TriggerEntry[]): void {
    const known = this.#workspaceOf(workspaceId)
    const active: Known[] = []
    for (const entry of entries) {
      const previous = this.#drop(known, entry.key)
      const throttledUntil = previous?.cel === entry.cel ? (previous?.throttledUntil ?? 0) : 0
      const next: Known = { ...entry, number: ++this.#numbers, throttledUntil }
      known.entries.set(entry.key, next)
      for (const type of entry.types) known.types.set(type, (known.types.get(type) ?? 0) + 1)
      this.#byNumber.set(next.number, { workspaceId, entry: next })
      if (throttledUntil > Date.now()) known.throttled.add(next)
      else active.push(next)
    }
    if (active.length > 0) this.#post({ kind: 'add', workspaceId, entries: active })
  }

  remove(workspaceId: string, keys: readonly string[]): void {
    const known = this.#workspaceOf(workspaceId)
    for (const key of keys) this.#drop(known, key)
    if (keys.length > 0) this.#post({ kind: 'remove', workspaceId, keys })
  }

  forget(workspaceId: string): void {
    const known = this.#workspaceOf(workspaceId)
    for (const key of [...known.entries.keys()]) this.#drop(known, key)
    this.#workspaces.delete(workspaceId)
    this.#post({ kind: 'forget', workspaceId })
  }

  async match(workspaceId: string, events: readonly AnyEvent[]): Promise<Matches> {
    const known = this.#workspaceOf(workspaceId)
    this.#wakeThrottled(workspaceId, known)
    const wanted = events.filter((event) => known.types.has(event.type))
    if (wanted.length === 0) return events.map(() => [])
    const message = { kind: 'match', batch: ++this.#batches, workspaceId, events: wanted } as const
    const matches = await new Promise<Matches>((resolve) => {
      this.#pending.set(message.batch, { message, resolve })
      this.#post(message)
      this.#watch()
    })
    const found = new Map(wanted.map((event, index) => [event, matches[index] ?? []]))
    return events.map((event) => found.get(event) ?? [])
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.#thread.terminate()
  }

  #workspaceOf(workspaceId: string): Workspace {
    let known = this.#workspaces.get(workspaceId)
    if (!known)
      this.#workspaces.set(workspaceId, (known = { entries: new Map(), types: new Map(), throttled: new Set() }))
    return known
  }

  #drop(known: Workspace, key: string): Known | undefined {
    const entry = known.entries.get(key)
    if (!entry) return undefined
    known.entries.delete(key)
    known.throttled.delete(entry)
    this.#byNumber.delete(entry.number)
    for (const type of entry.types) {
      const left = (known.types.get(type) ?? 1) - 1
      if (left > 0) known.types.set(type, left)
      else known.types.delete(type)
    }
    return entry
  }

  #post(message: ToMatcher): void {
    this.#thread.postMessage(message)
  }

  #start(): Worker {
    const thread = new Worker(new URL('./matcher-thread.ts', import.meta.url), {
      workerData: this.#shared.buffer,
      env: {},
      stdin: false,
    })
    thread.unref()
    thread.on('message', (reply: FromMatcher) => this.#answer(reply))
    thread.on('error', () => this.#restart())
    return thread
  }

  #answer({ batch, matches }: FromMatcher): void {
    const pending = this.#pending.get(batch)
    if (!pending) return
    this.#pending.delete(batch)
    if (this.#pending.size === 0) {
      clearInterval(this.#timer)
      this.#timer = undefined
    }
    const { workspaceId, events } = pending.message
    const throttled = [...this.#workspaceOf(workspaceId).throttled]
    pending.resolve(
      matches.map((keys, index) => [
        ...keys.map((key) => ({ key, throttled: false })),
        ...throttled
          .filter((entry) => entry.types.includes(events[index]?.type ?? ''))
          .map(({ key }) => ({ key, throttled: true })),
      ]),
    )
  }

  /** While something is asked, looks whether one and the same evaluation goes on for too long. */
  #watch(): void {
    if (this.#timer) return
    this.#timer = setInterval(() => {
      const clock = Atomics.load(this.#shared, progress.clock)
      if (clock % 2 === 0) this.#seen = undefined
      else if (this.#seen?.clock !== clock) this.#seen = { clock, since: performance.now(), used: this.#cpuTime() }
      else if (performance.now() - this.#seen.since >= evaluationLimit) void this.#judge(this.#seen)
    }, evaluationLimit / 5)
  }

  /** On a busy machine a thread may wait for its turn longer than it works: what counts is its own time. */
  async #judge(seen: Evaluation): Promise<void> {
    const used = await Promise.race([seen.used, undefined])
    const now = used === undefined ? undefined : await this.#cpuTime()
    const outlived = performance.now() - seen.since >= patience
    if (!outlived && (used === undefined || now === undefined || now - used < evaluationLimit)) return
    const goesOn = this.#seen === seen && Atomics.load(this.#shared, progress.clock) === seen.clock
    if (goesOn) this.#endSlow(Atomics.load(this.#shared, progress.entry))
  }

  /** Processor time of the thread in milliseconds; undefined when it was ended meanwhile. */
  #cpuTime(): Promise<number | undefined> {
    return this.#thread.cpuUsage().then(
      ({ user, system }) => (user + system) / 1_000,
      () => undefined,
    )
  }

  #endSlow(number: number): void {
    const slow = this.#byNumber.get(number)
    if (slow) {
      slow.entry.throttledUntil = Date.now() + throttleTime
      this.#workspaceOf(slow.workspaceId).throttled.add(slow.entry)
    }
    void this.#thread.terminate()
    this.#restart()
  }

  /** A new thread learns all that is not throttled, and is asked again what the old one did not answer. */
  #restart(): void {
    this.#thread.removeAllListeners()
    this.#shared = new Int32Array(new SharedArrayBuffer(progress.length * 4))
    this.#seen = undefined
    this.#thread = this.#start()
    const now = Date.now()
    for (const [workspaceId, known] of this.#workspaces) {
      this.#post({
        kind: 'add',
        workspaceId,
        entries: [...known.entries.values()].filter((entry) => entry.throttledUntil <= now),
      })
    }
    for (const { message } of this.#pending.values()) this.#post(message)
  }

  #wakeThrottled(workspaceId: string, known: Workspace): void {
    if (known.throttled.size === 0) return
    const due = [...known.throttled].filter((entry) => entry.throttledUntil <= Date.now())
    for (const entry of due) {
      entry.throttledUntil = 0
      known.throttled.delete(entry)
    }
    if (due.length > 0) this.#post({ kind: 'add', workspaceId, entries: due })
  }
}
