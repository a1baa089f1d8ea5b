import { requeueRun, type Store, setAsideRuleRuns } from '@orchestrator/store'
import { type Client, WorkflowNotFoundError } from '@temporalio/client'
import { eachAtOnce } from '../each-at-once.ts'
import { refusedRuleWorkflowId } from '../temporal/names.ts'

/** A run that was set aside longer ago is looked after. */
const grace = 15_000
const atOnce = 10
/** A Temporal that hangs holds up neither the next sweep nor the end of the process. */
const askingMs = 10_000

/**
 * Queues runs again that were set aside and whose workflow is gone: it was never started, an operator terminated it, or Temporal lost
 * its state. Their commands' ids make sure that nothing happens twice.
 */
export async function sweepRules(store: Store, client: Client, epoch: number): Promise<void> {
  const aside = await setAsideRuleRuns(store, new Date(Date.now() - grace), 2_000)
  await eachAtOnce([...aside], atOnce, async ({ workspaceId, id, batchId }) => {
    if (await isOpen(client, refusedRuleWorkflowId({ batchId, runId: id, epoch }))) return
    await requeueRun(store, workspaceId, id)
  })
}

async function isOpen(client: Client, workflowId: string): Promise<boolean> {
  try {
    const asked = client.workflow.getHandle(workflowId)
    const { status } = await client.withDeadline(Date.now() + askingMs, () => asked.describe())
    return status.name === 'RUNNING'
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false
    throw error
  }
}
