import { AppError } from '@orchestrator/domain'

/** Simulations take a processor each: few at a time, so that requests do not wait for theirs. */
const mostAtOnce = 2
const mostWaiting = 4

/** Lets simulations have their turn. */
export class BacktestTurns {
  #running = 0
  readonly #waiting: (() => void)[] = []

  /** @throws AppError `unavailable` when too many wait */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running < mostAtOnce) this.#running++
    else {
      if (this.#waiting.length >= mostWaiting)
        throw new AppError('unavailable', 'too many simulations are under way; try again in a moment')
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#running--
    }
  }
}
