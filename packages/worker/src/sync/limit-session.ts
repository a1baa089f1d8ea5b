import { setTimeout as pause } from 'node:timers/promises'
import type { Limits, Session } from '@orchestrator/integrations'

const mostBudgets = 5_000
/** Longer is not waited in the middle of a round, where what costs nothing would wait behind. */
const patienceMs = 2_000

/** The service could be asked, but not before so long: we keep to its limits before it has to say so. */
export class NotNow extends Error {
  override readonly name = 'NotNow'
  readonly afterMs: number
  constructor(afterMs: number) {
    super(`the service’s limits allow it in ${Math.ceil(afterMs / 1_000)} s`)
    this.afterMs = afterMs
  }
}

/** The right to write, taken before what is written is read: nothing is read in vain while the service takes no writes. */
export interface Writes {
  /** @throws NotNow */
  hold(): Promise<void>
  /** One that is held is used. @returns false: none is */
  use(): boolean
  /** It was not needed after all. */
  unuse(): void
  free(): void
  freeAll(): void
  /** Milliseconds until it is worth while to try again, after it was refused; 0: now. */
  refusedMs(): number
}

/** What a connection may ask of its service, kept between rounds. */
export class Budget {
  readonly #requests: Bucket
  readonly #writes: Bucket
  readonly #perRequest: boolean
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor({ requests, writes, atOnce, perRequest = false }: Limits) {
    this.#requests = new Bucket(requests)
    this.#writes = new Bucket(writes)
    this.#perRequest = perRequest
    this.#free = atOnce
  }

  /** So many at once, the others in the order of coming: bursts are what services take for misuse. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#free++
    }
  }

  /**
   * Waits for its turn.
   * @param held what its caller holds; nobody else uses it
   * @throws NotNow when that is not soon; nothing is used up then
   */
  async take(writes: boolean, signal: AbortSignal, held: Writes | null = null): Promise<void> {
    const used = writes && held?.use() === true
    if (writes && !used) await this.#writes.take(signal)
    try {
      if (this.#perRequest) this.#requests.check()
      else await this.#requests.take(signal)
    } catch (error) {
      if (used) held?.unuse()
      else if (writes) this.#writes.giveBack()
      throw error
    }
  }

  /** One request of something that is under way: given up now, what was done of it would be in vain. So it waits however long. */
  turn(signal: AbortSignal): Promise<void> {
    return this.#requests.wait(signal)
  }

  writes(signal: AbortSignal): Writes {
    let held = 0
    let refusedUntil = 0
    const use = () => held > 0 && held-- > 0
    const free = () => {
      if (use()) this.#writes.giveBack()
    }
    return {
      hold: async () => {
        await this.#writes.take(signal).catch((error: unknown) => {
          if (error instanceof NotNow) refusedUntil = performance.now() + error.afterMs
          throw error
        })
        held++
      },
      use,
      unuse: () => {
        held++
      },
      free,
      freeAll: () => {
        while (held > 0) free()
      },
      refusedMs: () => Math.max(0, refusedUntil - performance.now()),
    }
  }
}

/** The budgets of all connections that were seen lately. */
export class Budgets {
  readonly #budgets = new Map<string, Budget>()

  of(connectionId: string, limits: Limits): Budget {
    const budget = this.#budgets.get(connectionId) ?? new Budget(limits)
    this.#budgets.delete(connectionId)
    this.#budgets.set(connectionId, budget)
    const [oldest] = this.#budgets.keys()
    if (this.#budgets.size > mostBudgets && oldest !== undefined) this.#budgets.delete(oldest)
    return budget
  }
}

/** Fills by `perSecond` and holds `burst`, of which `spacingMs` lie between one and the next; who comes to an empty one waits, in the order of coming. */
class Bucket {
  readonly #perMs: number
  readonly #burst: number
  #level: number
  #at = performance.now()
  readonly #spacingMs: number
  #nextAt = 0

  constructor({ perSecond, burst, spacingMs = 0 }: Limits['writes']) {
    this.#perMs = perSecond / 1_000
    this.#burst = burst
    this.#level = burst
    this.#spacingMs = spacingMs
  }

  /** @throws NotNow */
  async take(signal: AbortSignal): Promise<void> {
    this.check()
    await this.wait(signal)
  }

  /** @throws NotNow */
  check(): void {
    const waitMs = this.#waitMs()
    if (waitMs > patienceMs) throw new NotNow(waitMs)
  }

  async wait(signal: AbortSignal): Promise<void> {
    const waitMs = this.#waitMs()
    this.#level -= 1
    this.#nextAt = performance.now() + waitMs + this.#spacingMs
    if (waitMs > 0) await pause(waitMs, undefined, { signal })
  }

  #waitMs(): number {
    const now = performance.now()
    this.#level = Math.min(this.#burst, this.#level + (now - this.#at) * this.#perMs)
    this.#at = now
    return Math.max(0, (1 - this.#level) / this.#perMs, this.#nextAt - now)
  }

  giveBack(): void {
    this.#level = Math.min(this.#burst, this.#level + 1)
    this.#nextAt -= this.#spacingMs
  }
}

const writing = new Set<keyof Session>(['create', 'update', 'remove', 'link', 'writePullRequest'])

/** The same session, none of whose calls begins before its turn. */
export function limitSession(
  session: Session,
  budget: Budget,
  signal: AbortSignal,
  held: Writes | null = null,
): Session {
  return new Proxy(session, {
    get(target, name: keyof Session & string) {
      const method = target[name] as unknown
      if (typeof method !== 'function') return method
      return async (...input: unknown[]) => {
        await budget.take(writing.has(name), signal, held)
        return budget.run(() => (method as (...input: unknown[]) => Promise<unknown>).apply(target, input))
      }
    },
  })
}
