import { openRuns, requeueRun, type Store } from '@orchestrator/store'
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
  const [queued, running] = await Promise.all([
    openRuns(store, 'rule', 'queued', 1),
    openRuns(store, 'rule', 'running', 2_000),
  ])
  const old = running.filter((run) => run.startedAt !== null && Date.parse(run.startedAt) < Date.now() - grace)
  const batches = new Set(old.flatMap((run) => run.batchId ?? []))
  let requeued = 0
  for (const batchId of batches) {
    if (await isOpen(client, batchWorkflowId(batchId, epoch))) continue
    const lost = old.filter((run) => run.batchId === batchId)
    for (const run of lost) await requeueRun(store, run.workspaceId, run.id)
    requeued += lost.length
  }
  return queued.length > 0 || requeued > 0
}

async function isOpen(client: Client, workflowId: string): Promise<boolean> {
  try {
    return (await client.workflow.getHandle(workflowId).describe()).status.name === 'RUNNING'
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false
    throw error
  }
}
