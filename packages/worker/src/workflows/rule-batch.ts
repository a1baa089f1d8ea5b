import { ActivityFailure, ApplicationFailure, log, proxyLocalActivities } from '@temporalio/workflow'
import type { BatchActivities, RuleRunRef } from './rule-activities.ts'

const { runRuleBatch, failRule } = proxyLocalActivities<BatchActivities>({
  startToCloseTimeout: '60 seconds',
  retry: { initialInterval: '100 milliseconds', maximumInterval: '3 seconds' },
})
const { runRule } = proxyLocalActivities<BatchActivities>({
  startToCloseTimeout: '30 seconds',
  // The activity says when to give up: it knows whether the run or the database is in trouble.
  retry: { initialInterval: '200 milliseconds', maximumInterval: '3 seconds' },
})

/** All rules that became due while the batch before ran, of all workspaces. One whose transaction failed is tried again by itself. */
export async function ruleBatch(input: { batchId: string }): Promise<{ runs: number; failed: number }> {
  const { runs, leftover } = await runRuleBatch(input)
  const ends = await Promise.all(leftover.map((run) => runAlone({ ...run, batchId: input.batchId })))
  return { runs, failed: ends.filter((end) => !end).length }
}

async function runAlone(run: RuleRunRef & { batchId: string }): Promise<boolean> {
  try {
    await runRule(run)
    return true
  } catch (error) {
    // A local activity's own failure comes as it is.
    const cause = error instanceof ActivityFailure ? error.cause : error
    const message = cause instanceof Error ? cause.message : String(cause)
    const code = (cause instanceof ApplicationFailure ? cause.type : null) ?? 'internal'
    log.warn('a rule failed', { run, code, message })
    await failRule({ ...run, code, message })
    return false
  }
}
