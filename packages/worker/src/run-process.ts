import type { Logger } from 'pino'

/** Longest that a process may take to end in good order. */
const drainTime = 9_000

/**
 * Runs a part of the platform until SIGTERM or SIGINT; says when it is ready; ends within ten seconds whatever is under way.
 * @param last what is to be done when all else has ended
 */
export async function runProcess(
  logger: Logger,
  start: () => Promise<{ stop(): Promise<void> }>,
  last: () => Promise<void>,
): Promise<void> {
  let part: { stop(): Promise<void> }
  try {
    part = await start()
  } catch (error) {
    logger.fatal({ err: error }, error instanceof Error ? error.message : 'could not start')
    process.exit(1)
  }
  logger.info('ready')
  let ending = false
  const end = (signal: string) => {
    if (ending) return
    ending = true
    logger.info({ signal }, 'draining')
    // What is cut off here is taken up again by the next start.
    setTimeout(() => process.exit(0), drainTime).unref()
    part
      .stop()
      .then(last)
      .then(
        () => process.exit(0),
        (error: unknown) => {
          logger.error({ err: error }, 'did not end in good order')
          process.exit(1)
        },
      )
  }
  process.once('SIGTERM', end)
  process.once('SIGINT', end)
}
