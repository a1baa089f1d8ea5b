import { Breaker, type BreakerState } from './breaker.ts'

/** The latest latency counts for so much of the figure: an exponentially weighted moving average (Roberts 1959). */
const weight = 0.2

/** How one model does, as this process saw it. */
export interface ModelHealth {
  readonly state: BreakerState
  /** For how long it is not asked. */
  readonly waitMs: number
  /** Of answers, weighted to the latest; null: there was none yet. */
  readonly latencyMs: number | null
}

/** How the models do, as this process saw them. */
export class Health {
  readonly #now: () => number
  readonly #breakers = new Map<string, Breaker>()
  readonly #latencies = new Map<string, number>()

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  breaker(model: string): Breaker {
    const known = this.#breakers.get(model) ?? new Breaker(this.#now)
    this.#breakers.set(model, known)
    return known
  }

  took(model: string, latencyMs: number): void {
    const before = this.#latencies.get(model)
    this.#latencies.set(model, before === undefined ? latencyMs : before + weight * (latencyMs - before))
  }

  of(model: string): ModelHealth {
    const { state, waitMs } = this.breaker(model)
    return { state, waitMs, latencyMs: this.#latencies.get(model) ?? null }
  }
}
