interface Timer {
  readonly at: number
  readonly order: number
  readonly fire: () => void
}

/** The time of one simulated run: it goes on to the next timer when nothing is under way any more. */
export class Clock {
  #now: number
  #order = 0
  #busy = 0
  #settled: (() => void) | undefined
  readonly #timers = new Set<Timer>()

  constructor(start: number) {
    this.#now = start
  }

  get now(): number {
    return this.#now
  }

  /** @returns a function that takes the timer away */
  at(instant: number, fire: () => void): () => void {
    const timer = { at: Math.max(instant, this.#now), order: this.#order++, fire }
    this.#timers.add(timer)
    return () => void this.#timers.delete(timer)
  }

  /** Time stands still while something is read. */
  async reading<T>(work: Promise<T>): Promise<T> {
    this.#busy++
    try {
      return await work
    } finally {
      this.#busy--
      this.#settled?.()
    }
  }

  /** Goes on by itself until the run is over or waits for what never comes. @returns whether it is over */
  async drive(isOver: () => boolean): Promise<boolean> {
    for (;;) {
      await drained()
      if (isOver()) return true
      if (this.#busy > 0) await new Promise<void>((resolve) => (this.#settled = resolve))
      else if (!this.#advance()) return false
    }
  }

  #advance(): boolean {
    let next: Timer | undefined
    for (const timer of this.#timers)
      if (!next || timer.at < next.at || (timer.at === next.at && timer.order < next.order)) next = timer
    if (!next) return false
    this.#timers.delete(next)
    this.#now = next.at
    next.fire()
    return true
  }
}

/** Resolves when all that could go on has gone on. */
const drained = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))
