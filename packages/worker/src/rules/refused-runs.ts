import { AppError, errorCodes, errorToJson } from '@orchestrator/domain'
import { activityInfo } from '@temporalio/activity'
import type { Client } from '@temporalio/client'
import { ApplicationFailure } from '@temporalio/common'
import type { Logger } from 'pino'
import { refusedRuleWorkflowId, relayTaskQueue, workflowTaskTimeout } from '../temporal/names.ts'
import type { refusedRule } from '../workflows/refused-rule.ts'
import type { RefusedRun, RefusedRunActivities } from '../workflows/refused-rule-activities.ts'
import { RefusedRuns, type RuleRunner } from './run-rules.ts'

/** How often a run that the database refuses is tried by itself. */
const attempts = 6

/** Has a run tried again by itself. What Temporal does not take now, the sweep queues again. */
export async function startRefusedRun(
  deps: { client: Client; epoch: number; logger: Logger },
  run: RefusedRun,
): Promise<void> {
  try {
    await deps.client.workflow.start<typeof refusedRule>('refusedRule', {
      workflowId: refusedRuleWorkflowId({ ...run, epoch: deps.epoch }),
      taskQueue: relayTaskQueue,
      args: [run],
      workflowTaskTimeout,
      staticSummary: 'A run of a rule that the database refused',
    })
  } catch (error) {
    deps.logger.warn({ err: error, ...run }, 'a refused run could not be handed to Temporal; it is tried again')
  }
}

export const createRefusedRunActivities = (runner: RuleRunner): RefusedRunActivities => ({
  async runRule({ workspaceId, runId, batchId }) {
    try {
      await runner.run(workspaceId, batchId, [runId])
    } catch (error) {
      if (!(error instanceof RefusedRuns)) throw error
      const { code, message } = error.refusal
      // A run fails for what it does itself, never because the database was away for a while.
      const nonRetryable = code === 'invalid_input' || (code !== 'unavailable' && activityInfo().attempt >= attempts)
      throw ApplicationFailure.create({ message, type: code, nonRetryable })
    }
  },
  async failRule({ workspaceId, runId, batchId, code, message }) {
    const known = errorCodes.find((one) => one === code) ?? 'internal'
    await runner.fail(workspaceId, batchId, runId, errorToJson(new AppError(known, message)))
  },
})
