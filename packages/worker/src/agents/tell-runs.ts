import { noteTold, readAgentRun, type WokenAgentRun, wokenAgentRuns } from '@orchestrator/store'
import { WorkflowNotFoundError } from '@temporalio/client'
import { eachAtOnce } from '../each-at-once.ts'
import { wakeAgentRun } from './names.ts'
import type { AgentRunDeps } from './start-runs.ts'

const most = 100
const atOnce = 10

/** Tells workflows that an answer is there, or that their run is not wanted any more. Telling twice does no harm. */
export async function tellRuns({ app, relay, client }: AgentRunDeps): Promise<number> {
  const woken = await wokenAgentRuns(relay, most)
  const errors: unknown[] = []
  const tell = async (one: WokenAgentRun) => {
    const run = await readAgentRun(app, one.workspaceId, one.id)
    const handle = client.workflow.getHandle(one.workflowId)
    try {
      await (run?.cancelRequestedAt ? handle.cancel() : handle.signal(wakeAgentRun))
    } catch (error) {
      // It has closed; whoever watches runs sees it.
      if (!(error instanceof WorkflowNotFoundError)) throw error
    }
    await noteTold(app, one)
  }
  // One that cannot be told must not hold up the others.
  await eachAtOnce([...woken], atOnce, (one) => tell(one).catch((error: unknown) => void errors.push(error)))
  if (errors.length > 0) throw errors[0]
  return woken.length
}
