import { AppError } from '@orchestrator/domain'

/** Simulations, searches for suggestions and health reports take a processor each: few at a time, so that requests do not wait for theirs. */
const mostAtOnce = 2
const mostWaiting = 16
/** One workspace that asks a lot leaves room for others. */
const mostWaitingOfOne = 4

/** Until one has ended, nobody knows how long they take. */
const assumedMs = 5_000
const longestWaitSeconds = 60

/** What is computed, as people who are refused it are told. */
type What = 'simulation' | 'report' | 'search for suggestions'

interface Waiting {
  readonly workspaceId: string
  readonly start: () => void
}

/** Lets heavy work have its turn: one at a time for each workspace. */
export class Turns {
  readonly #running = new Set<string>()
  #waiting: readonly Waiting[] = []
  /** How long one takes, the last ones most. */
  #usualMs = assumedMs

  /** @throws AppError `unavailable` when too many wait, or the request has ended while it waited */
  async take<T>(what: What, workspaceId: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    if (this.#isFree(workspaceId)) this.#running.add(workspaceId)
    else await this.#turn(what, workspaceId, signal)
    const begunAt = performance.now()
    try {
      return await work()
    } finally {
      this.#usualMs = (this.#usualMs + performance.now() - begunAt) / 2
      this.#running.delete(workspaceId)
      this.#next()
    }
  }

  #isFree = (workspaceId: string): boolean => this.#running.size < mostAtOnce && !this.#running.has(workspaceId)

  #turn(what: What, workspaceId: string, signal: AbortSignal): Promise<void> {
    const own = this.#waiting.filter((one) => one.workspaceId === workspaceId).length
    if (own >= mostWaitingOfOne || this.#waiting.length >= mostWaiting)
      throw this.#refusal(what, own >= mostWaitingOfOne ? own : null)
    return new Promise<void>((resolve, reject) => {
      const leave = () => {
        this.#waiting = this.#waiting.filter((one) => one !== waiting)
        signal.removeEventListener('abort', gone)
      }
      const gone = () => {
        leave()
        reject(new AppError('unavailable', `the request ended before its ${what} began`))
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

  /** @param own how many of the workspace wait, when it is these that are too many */
  #refusal(what: What, own: number | null): AppError {
    const [many, sideBySide] = own === null ? [this.#waiting.length, mostAtOnce] : [own, 1]
    const seconds = Math.ceil((this.#usualMs * many) / sideBySide / 1_000)
    const retryAfterSeconds = Math.min(Math.max(seconds, 1), longestWaitSeconds)
    const message = `the ${what} was not begun: ${many} simulations, reports and searches${own === null ? '' : ' of your workspace'} wait for their turn; try again in ${retryAfterSeconds} s`
    return new AppError('unavailable', message, { details: { retryAfterSeconds } })
  }

  #next(): void {
    this.#waiting.find(({ workspaceId }) => this.#isFree(workspaceId))?.start()
  }
}
