import { Worker } from 'node:worker_threads'
import type { AnyEvent } from '@orchestrator/domain'
import { isExpensive } from '@orchestrator/domain/conditions'
import { type FromMatcher, progress, type ToMatcher } from './matcher-protocol.ts'
import type { TriggerEntry } from './trigger-index.ts'

/** Longest that one condition may take for one event, in milliseconds of processor time. */
export const evaluationLimit = 50
/** How often the evaluation of a batch is begun anew without one slow condition, before all that can be slow are left out. */
const attempts = 3

interface Known extends TriggerEntry {
  readonly number: number
}

/** What the main thread knows of a workspace's triggers. */
interface Workspace {
  readonly entries: Map<string, Known>
  /** How many triggers look for each event type: events that nobody looks for never leave this thread. */
  readonly types: Map<string, number>
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
  readonly slow: Set<string>
  attempts: number
  readonly resolve: (matches: Matches) => void
}

export interface Matches {
  /** For each event the keys of what it meets. */
  readonly met: readonly (readonly string[])[]
  /** The keys of triggers whose condition took too long: of them nothing is told, for none of the events, and they are forgotten. */
  readonly slow: readonly string[]
}

/**
 * Finds out which triggers events meet. Conditions run in a thread of their own; one that takes longer than 50 ms is ended
 * with the thread, forgotten and reported, and everything else is asked again at once.
 */
export class Matcher {
  readonly #patience: number
  readonly #workspaces = new Map<string, Workspace>()
  readonly #byNumber = new Map<number, { workspaceId: string; entry: Known }>()
  readonly #pending = new Map<number, Pending>()
  #shared = new Int32Array(new SharedArrayBuffer(progress.length * 4))
  /** Not there before the first question. */
  #thread: Worker | undefined
  #numbers = 0
  #batches = 0
  #seen: Evaluation | undefined
  #timer: NodeJS.Timeout | undefined

  /** @param patience longest that an evaluation may take, in milliseconds, whatever the processor does meanwhile: others may wait for it */
  constructor(patience = 1_000) {
    this.#patience = patience
  }

  add(workspaceId: string, entries: readonly TriggerEntry[]): void {
    const known = this.#workspaceOf(workspaceId)
    const added = entries.map((entry): Known => {
      this.#drop(known, entry.key)
      const next = { ...entry, number: ++this.#numbers }
      known.entries.set(entry.key, next)
      for (const type of entry.types) known.types.set(type, (known.types.get(type) ?? 0) + 1)
      this.#byNumber.set(next.number, { workspaceId, entry: next })
      return next
    })
    if (added.length > 0) this.#post({ kind: 'add', workspaceId, entries: added })
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
    const { types } = this.#workspaceOf(workspaceId)
    const wanted = events.filter((event) => types.has(event.type))
    if (wanted.length === 0) return { met: events.map(() => []), slow: [] }
    const message = { kind: 'match', batch: ++this.#batches, workspaceId, events: wanted } as const
    const { met, slow } = await new Promise<Matches>((resolve) => {
      this.#thread ??= this.#start()
      this.#pending.set(message.batch, { message, slow: new Set(), attempts: 0, resolve })
      this.#post(message)
      this.#watch()
    })
    const found = new Map(wanted.map((event, index) => [event, met[index] ?? []]))
    return { met: events.map((event) => found.get(event) ?? []), slow }
  }

  /** Ends the thread; the next question begins another. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#timer = undefined
    const thread = this.#thread
    this.#thread = undefined
    await thread?.terminate()
  }

  #workspaceOf(workspaceId: string): Workspace {
    let known = this.#workspaces.get(workspaceId)
    if (!known) this.#workspaces.set(workspaceId, (known = { entries: new Map(), types: new Map() }))
    return known
  }

  #drop(known: Workspace, key: string): void {
    const entry = known.entries.get(key)
    if (!entry) return
    known.entries.delete(key)
    this.#byNumber.delete(entry.number)
    for (const type of entry.types) {
      const left = (known.types.get(type) ?? 1) - 1
      if (left > 0) known.types.set(type, left)
      else known.types.delete(type)
    }
  }

  #post(message: ToMatcher): void {
    this.#thread?.postMessage(message)
  }

  /** A thread that knows all triggers. */
  #start(): Worker {
    this.#shared = new Int32Array(new SharedArrayBuffer(progress.length * 4))
    this.#seen = undefined
    const thread = new Worker(new URL('./matcher-thread.ts', import.meta.url), {
      workerData: this.#shared.buffer,
      env: {},
      stdin: false,
    })
    thread.unref()
    thread.on('message', (reply: FromMatcher) => this.#answer(reply))
    // It can run out of memory as well.
    thread.on('error', () => this.#endSlow())
    for (const [workspaceId, { entries }] of this.#workspaces)
      thread.postMessage({ kind: 'add', workspaceId, entries: [...entries.values()] } satisfies ToMatcher)
    return thread
  }

  #answer({ batch, matches, slow }: FromMatcher): void {
    const pending = this.#pending.get(batch)
    if (!pending) return
    this.#pending.delete(batch)
    if (this.#pending.size === 0) {
      clearInterval(this.#timer)
      this.#timer = undefined
    }
    for (const key of slow) this.#leaveOut(pending, key)
    pending.resolve({
      met: matches.map((keys) => keys.filter((key) => !pending.slow.has(key))),
      slow: [...pending.slow],
    })
  }

  #leaveOut(pending: Pending, key: string): void {
    pending.slow.add(key)
    this.#drop(this.#workspaceOf(pending.message.workspaceId), key)
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
    const outlived = performance.now() - seen.since >= this.#patience
    if (!outlived && (used === undefined || now === undefined || now - used < evaluationLimit)) return
    if (this.#seen === seen && Atomics.load(this.#shared, progress.clock) === seen.clock) this.#endSlow()
  }

  /** Processor time of the thread in milliseconds; undefined when it was ended meanwhile. */
  async #cpuTime(): Promise<number | undefined> {
    const usage = await this.#thread?.cpuUsage().catch(() => undefined)
    return usage && (usage.user + usage.system) / 1_000
  }

  /** Ends the thread with what it is at, and asks another one all that it did not answer. */
  #endSlow(): void {
    const under = Atomics.load(this.#shared, progress.clock) % 2 === 1
    const slow = under ? this.#byNumber.get(Atomics.load(this.#shared, progress.entry)) : undefined
    this.#thread?.removeAllListeners()
    void this.#thread?.terminate()
    if (slow) this.#blame(slow.workspaceId, slow.entry)
    this.#thread = this.#start()
    for (const { message } of this.#pending.values()) this.#post(message)
  }

  #blame(workspaceId: string, entry: Known): void {
    const pending = [...this.#pending.values()].find(({ message }) => message.workspaceId === workspaceId)
    if (!pending) return
    this.#leaveOut(pending, entry.key)
    if (++pending.attempts === attempts) {
      const types = new Set(pending.message.events.map(({ type }) => type))
      for (const { key, cel, types: own } of [...this.#workspaceOf(workspaceId).entries.values()])
        if (own.some((type) => types.has(type)) && canBeSlow(cel)) this.#leaveOut(pending, key)
    }
    // Others do not wait until all that is slow here was found out.
    this.#pending.delete(pending.message.batch)
    this.#pending.set(pending.message.batch, pending)
  }
}

/** Whether a condition's cost grows with the event. */
export function canBeSlow(cel: string | null): boolean {
  try {
    return cel !== null && isExpensive({ cel })
  } catch {
    // It no longer compiles, and is asked about nothing.
    return false
  }
}
