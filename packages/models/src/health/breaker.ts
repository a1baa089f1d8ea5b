/** closed: asked. open: not asked until `until`. half_open: one request is on its way to see whether it is well again. */
export type BreakerState = 'closed' | 'open' | 'half_open'

const failuresToOpen = 3
const firstPauseMs = 5_000
const longestPauseMs = 300_000

/** Keeps requests from what has just failed. Opens after three failures in a row, for 5 s, and twice as long with each vain probe, up to 5 min. */
export class Breaker {
  readonly #now: () => number
  #failures = 0
  #pauseMs = firstPauseMs
  #until: number | null = null
  #probing = false

  /** @param now the time, in ms since 1970 */
  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  get state(): BreakerState {
    if (this.#probing) return 'half_open'
    return this.#until === null ? 'closed' : 'open'
  }

  /** For how long nobody may ask; 0: one may now. */
  get waitMs(): number {
    if (this.#probing) return firstPauseMs
    return this.#until === null ? 0 : Math.max(0, this.#until - this.#now())
  }

  /** Whether the caller may ask now; who may has to say what came of it. */
  enter(): boolean {
    if (this.waitMs > 0) return false
    this.#probing = this.#until !== null
    return true
  }

  succeed(): void {
    this.#failures = 0
    this.#pauseMs = firstPauseMs
    this.#until = null
    this.#probing = false
  }

  /** @param retryAfterMs what the provider asked for: it is not asked before */
  fail(retryAfterMs?: number): void {
    this.#failures += 1
    const inVain = this.#probing
    this.#probing = false
    if (retryAfterMs === undefined && !inVain && this.#failures < failuresToOpen) return
    if (inVain) this.#pauseMs = Math.min(longestPauseMs, this.#pauseMs * 2)
    this.#until = this.#now() + Math.min(longestPauseMs, Math.max(retryAfterMs ?? 0, this.#pauseMs))
  }

  /** What came of it says nothing about the model, e.g. when the caller went away. */
  leave(): void {
    this.#probing = false
  }
}
