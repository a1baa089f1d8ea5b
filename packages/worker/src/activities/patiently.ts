import { Context } from '@temporalio/activity'
import { ApplicationFailure } from '@temporalio/common'
import { withFailures } from './failures.ts'

const firstPauseMs = 50
const longestPauseMs = 5_000

/**
 * Asks our own database again until it answers: its being away is no fault of the step, and an attempt spent on it would be missing
 * where a request may be sent only once. A refusal stays one; whoever cancels the activity, or its time, ends it.
 */
export async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    try {
      return await ask()
    } catch (error) {
      if (error instanceof ApplicationFailure && error.nonRetryable) throw error
      await Context.current().sleep(pauseMs)
    }
  }
}

/** Our own database is waited for; what it refuses stays refused. */
export const surely = <T>(work: () => Promise<T>): Promise<T> => patiently(() => withFailures(work)(undefined))
