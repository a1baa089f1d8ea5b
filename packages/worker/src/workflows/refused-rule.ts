import { ActivityFailure, ApplicationFailure, log, proxyLocalActivities } from '@temporalio/workflow'
import type { RefusedRun, RefusedRunActivities } from './refused-rule-activities.ts'

const { runRule, failRule } = proxyLocalActivities<RefusedRunActivities>({
  startToCloseTimeout: '30 seconds',
  // The activity says when to give up: it knows whether the run or the database is in trouble.
  retry: { initialInterval: '200 milliseconds', maximumInterval: '3 seconds' },
})

/** Tries a rule's run again that the database refused, until it goes through or it is clear that it never will. */
export async function refusedRule(run: RefusedRun): Promise<'completed' | 'failed'> {
  try {
    await runRule(run)
    return 'completed'
  } catch (error) {
    // A local activity's own failure comes as it is.
    const cause = error instanceof ActivityFailure ? error.cause : error
    const message = cause instanceof Error ? cause.message : String(cause)
    const code = (cause instanceof ApplicationFailure ? cause.type : null) ?? 'internal'
    log.warn('a rule failed', { run, code, message })
    await failRule({ ...run, code, message })
    return 'failed'
  }
}
