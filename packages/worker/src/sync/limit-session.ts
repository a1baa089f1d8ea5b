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

/** What a connection may ask of its service, kept between rounds. */
export class Budget {
  readonly #requests: Bucket
  readonly #writes: Bucket

  constructor({ requests, writes }: Limits) {
    this.#requests = new Bucket(requests)
    this.#writes = new Bucket(writes)
  }

  /** Waits for its turn. @throws NotNow when that is not soon */
  async take(writes: boolean, signal: AbortSignal): Promise<void> {
    await this.#requests.take(signal)
    if (writes) await this.#writes.take(signal)
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

/** Fills by `perSecond` and holds `burst`; who comes to an empty one waits, in the order of coming. */
class Bucket {
  readonly #perMs: number
  readonly #burst: number
  #level: number
  #at = performance.now()

  constructor({ perSecond, burst }: Limits['requests']) {
    this.#perMs = perSecond / 1_000
    this.#burst = burst
    this.#level = burst
  }

  /** @throws NotNow */
  async take(signal: AbortSignal): Promise<void> {
    const now = performance.now()
    this.#level = Math.min(this.#burst, this.#level + (now - this.#at) * this.#perMs)
    this.#at = now
    const waitMs = Math.max(0, (1 - this.#level) / this.#perMs)
    if (waitMs > patienceMs) throw new NotNow(waitMs)
    this.#level -= 1
    if (waitMs > 0) await pause(waitMs, undefined, { signal })
  }
}

const writing = new Set<keyof Session>(['create', 'update', 'remove'])

/** The same session, none of whose requests goes out before its turn. */
export function limitSession(session: Session, budget: Budget, signal: AbortSignal): Session {
  return new Proxy(session, {
    get(target, name: keyof Session & string) {
      const method = target[name] as unknown
      if (typeof method !== 'function') return method
      return async (...input: unknown[]) => {
        await budget.take(writing.has(name), signal)
        return (method as (...input: unknown[]) => Promise<unknown>).apply(target, input)
      }
    },
  })
}
