import { AppError } from '@orchestrator/domain'
import { currentEpoch, type Run, readRun, ruleIsOn, type Store } from '@orchestrator/store'
import { activityInfo } from '@temporalio/activity'
import { ApplicationFailure } from '@temporalio/common'
import { epochOf } from '../temporal/end-old-epochs.ts'
import { eventOfRun, playbookWorkflowId, ruleWorkflowId } from '../temporal/names.ts'
import type { RunRef } from './playbook-contract.ts'

/**
 * The run for which an activity on a queue that all workspaces share is done. Whose workflow it is Temporal itself says, not the input: a team's
 * own worker schedules activities too, and may name any run.
 * @throws AppError `forbidden`, `invalid_state` when it has ended or its rule was switched off
 */
export async function requireOwnRun(store: Store, { workspaceId, runId }: RunRef): Promise<Run> {
  const workflowId = activityInfo().workflowExecution?.workflowId ?? ''
  const [run, epoch] = await Promise.all([readRun(store, workspaceId, runId), currentEpoch(store)])
  if ((epochOf(workflowId) ?? epoch) < epoch)
    throw ApplicationFailure.nonRetryable('the database was restored from a backup; the run begins anew', 'restored')
  if (run === null || workflowOf(run, epoch) !== workflowId)
    throw new AppError('forbidden', 'that is not the workflow of this run')
  if (run.status !== 'queued' && run.status !== 'running')
    throw new AppError('invalid_state', 'the run has ended, and begins nothing more')
  if (run.kind === 'rule' && !(await ruleIsOn(store, workspaceId, run.automationId)))
    throw new AppError('invalid_state', 'the rule was switched off or deleted while it ran', {
      details: { skipped: true },
    })
  return run
}

function workflowOf(run: Run, epoch: number): string {
  const { workspaceId, version, automationId, name } = run
  const common = { workspaceId, eventId: eventOfRun(run), epoch }
  return run.kind === 'rule'
    ? ruleWorkflowId({ ...common, ruleId: automationId, version })
    : playbookWorkflowId({ ...common, playbook: name, hash: version })
}
