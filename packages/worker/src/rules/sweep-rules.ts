import { dueRuleWorkspaces, requeueRun, type Store, setAsideRuleRuns } from '@orchestrator/store'
import { type Client, WorkflowNotFoundError } from '@temporalio/client'
import { batchWorkflowId } from './batch-starter.ts'

/** A batch that is older than this is looked after. */
const grace = 15_000

/**
 * Finds rule runs that nobody works on: queued ones whose notice was lost, and those that a batch set aside whose workflow is gone
 * (terminated by an operator, or unknown since Temporal lost its state). They are queued again; their commands' ids make sure
 * that nothing happens twice.
 * @returns whether there are runs to start
 */
export async function sweepRules(store: Store, client: Client, epoch: number): Promise<boolean> {
  const aside = await setAsideRuleRuns(store, new Date(Date.now() - grace), 2_000)
  for (const [batchId, runs] of Map.groupBy(aside, (run) => run.batchId)) {
    if (await isOpen(client, batchWorkflowId(batchId, epoch))) continue
    for (const run of runs) await requeueRun(store, run.workspaceId, run.id)
  }
  return (await dueRuleWorkspaces(store, 1)).length > 0
}

async function isOpen(client: Client, workflowId: string): Promise<boolean> {
  try {
    return (await client.workflow.getHandle(workflowId).describe()).status.name === 'RUNNING'
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false
    throw error
  }
}
