import { AppError } from '@orchestrator/domain'
import { type AgentRunRef, currentEpoch, readAgentRun, type Store, type StoredAgentRun } from '@orchestrator/store'
import { activityInfo } from '@temporalio/activity'
import { ApplicationFailure } from '@temporalio/common'
import { epochOf } from '../../temporal/end-old-epochs.ts'
import { agentWorkflowId } from '../../temporal/names.ts'

/**
 * The run for which an activity is done. Whose workflow it is Temporal itself says, not the input: a team's own worker schedules activities
 * too, and may name any run.
 * @throws AppError `forbidden`, `invalid_state` when it has ended
 */
export async function requireOwnAgentRun(
  store: Store,
  { workspaceId, runId }: AgentRunRef,
  { evenEnded = false }: { readonly evenEnded?: boolean } = {},
): Promise<StoredAgentRun> {
  const workflowId = ownWorkflowId()
  const [run, epoch] = await Promise.all([readAgentRun(store, workspaceId, runId), currentEpoch(store)])
  if ((epochOf(workflowId) ?? epoch) < epoch)
    throw ApplicationFailure.nonRetryable('the database was restored from a backup; the run begins anew', 'restored')
  if (run === null || agentWorkflowId({ workspaceId, agent: run.agent, id: run.id, epoch }) !== workflowId)
    throw new AppError('forbidden', 'that is not the workflow of this run')
  if (run.endedAt !== null && !evenEnded)
    throw new AppError('invalid_state', 'the run has ended, and begins nothing more')
  return run
}

/** Of the workflow for which an activity is done. */
export const ownWorkflowId = (): string => activityInfo().workflowExecution?.workflowId ?? ''
