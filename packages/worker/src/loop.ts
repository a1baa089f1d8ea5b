import type { Logger } from 'pino'

export interface Loop {
  /** Runs a round soon: now, or right after the one under way. */
  wake(): void
  /** Resolves when the round under way is over; no other follows. */
  stop(): Promise<void>
}

const limitMs = 60_000
// What fails as often in a row is no passing trouble: people at the terminal are told, once.
const tellAfter = 10

/**
 * Does a round every so often and whenever woken, one at a time. A round that fails is logged; the next comes all the same. One that takes
 * longer than a minute counts as failed: what is left of it may go on beside the next, so rounds have to bear that.
 * @param round gives the milliseconds until the next, if that is not `everyMs`
 */
export function startLoop(name: string, everyMs: number, logger: Logger, round: () => Promise<number | void>): Loop {
  let stopped = false
  let again = false
  let running: Promise<void> | undefined
  let failures = 0
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
          if (failures >= tellAfter) logger.info({ failures, tell: true }, `${name} works again`)
          failures = 0
          restMs = rest ?? everyMs
        },
        (error: unknown) => {
          failures++
          if (failures === tellAfter) logger.error({ err: error, failures }, `${name} fails again and again; it goes on`)
          else if (failures === 1 || failures % 30 === 0)
            logger.warn({ err: error, failures }, `${name} failed; it goes on`)
        },
      )
      .finally(() => {
        running = undefined
        if (stopped) return
        if (again && failures === 0) return run()
        timer = setTimeout(run, failures > 0 ? Math.max(everyMs, 1_000) : restMs)
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
