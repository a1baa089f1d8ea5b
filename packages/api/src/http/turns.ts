import { AppError } from '@orchestrator/domain'

/** Simulations, searches for suggestions and health reports take a processor each: few at a time, so that requests do not wait for theirs. */
const mostAtOnce = 2
const mostWaiting = 16
/** One workspace that asks a lot leaves room for others. */
const mostWaitingOfOne = 4

interface Waiting {
  readonly workspaceId: string
  readonly start: () => void
}

/** Lets heavy work have its turn: one at a time for each workspace. */
export class Turns {
  readonly #running = new Set<string>()
  #waiting: readonly Waiting[] = []

  /** @throws AppError `unavailable` when too many wait, or the request has ended while it waited */
  async take<T>(workspaceId: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    if (this.#isFree(workspaceId)) this.#running.add(workspaceId)
    else await this.#turn(workspaceId, signal)
    try {
      return await work()
    } finally {
      this.#running.delete(workspaceId)
      this.#next()
    }
  }

  #isFree = (workspaceId: string): boolean => this.#running.size < mostAtOnce && !this.#running.has(workspaceId)

  #turn(workspaceId: string, signal: AbortSignal): Promise<void> {
    const own = this.#waiting.filter((one) => one.workspaceId === workspaceId).length
    if (own >= mostWaitingOfOne || this.#waiting.length >= mostWaiting)
      throw new AppError('unavailable', 'too many simulations are under way; try again in a moment')
    return new Promise<void>((resolve, reject) => {
      const leave = () => {
        this.#waiting = this.#waiting.filter((one) => one !== waiting)
        signal.removeEventListener('abort', gone)
      }
      const gone = () => {
        leave()
        reject(new AppError('unavailable', 'the request ended before its simulation began'))
      }
      const waiting: Waiting = {
        workspaceId,
        start: () => {
          leave()
          this.#running.add(workspaceId)
          resolve()
        },
      }
      this.#waiting = [...this.#waiting, waiting]
      signal.addEventListener('abort', gone, { once: true })
      if (signal.aborted) gone()
    })
  }

  #next(): void {
    this.#waiting.find(({ workspaceId }) => this.#isFree(workspaceId))?.start()
  }
}
