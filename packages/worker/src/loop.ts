import type { Logger } from 'pino'
import { FailuresInARow } from './failures-in-a-row.ts'

export interface Loop {
  /** Runs a round soon: now, or right after the one under way. */
  wake(): void
  /** Resolves when the round under way is over; no other follows. */
  stop(): Promise<void>
}

const limitMs = 60_000

/**
 * Does a round every so often and whenever woken, one at a time. A round that fails is logged; the next comes all the same. One that takes
 * longer than a minute counts as failed: what is left of it may go on beside the next, so rounds have to bear that.
 * @param round gives the milliseconds until the next, if that is not `everyMs`
 */
export function startLoop(name: string, everyMs: number, logger: Logger, round: () => Promise<number | void>): Loop {
  let stopped = false
  let again = false
  let running: Promise<void> | undefined
  const failures = new FailuresInARow(logger, name)
  let restMs = everyMs
  let timer: NodeJS.Timeout | undefined

  const run = () => {
    clearTimeout(timer)
    if (stopped) return
    if (running !== undefined) {
      again = true
      return
    }
    again = false
    running = withLimit(round())
      .then(
        (rest) => {
          failures.end()
          restMs = rest ?? everyMs
        },
        (error: unknown) => failures.add(error),
      )
      .finally(() => {
        running = undefined
        if (stopped) return
        if (again && failures.count === 0) return run()
        timer = setTimeout(run, failures.count > 0 ? Math.max(everyMs, 1_000) : restMs)
      })
  }
  run()
  return {
    wake: run,
    async stop() {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}

/** A call that never answers must not keep all later rounds from happening. */
async function withLimit<T>(round: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`a round took longer than ${limitMs / 1000} s`)), limitMs)
  })
  return Promise.race([round, limit]).finally(() => clearTimeout(timer))
}
