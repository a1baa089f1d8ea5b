import { type Store, sweepModelAnswers } from '@orchestrator/store'
import type { Logger } from 'pino'
import { startLoop } from '../loop.ts'

const sweepEveryMs = 3_600_000

/** Answers of models that nobody comes for any more are forgotten. */
export const startModelSweep = (store: Store, logger: Logger) =>
  startLoop('the sweep of models’ answers', sweepEveryMs, logger, async () => {
    await sweepModelAnswers(store)
  })
