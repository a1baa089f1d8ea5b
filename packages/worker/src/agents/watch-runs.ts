import { type OpenAgentRun, openAgentRuns, requeueAgentRun } from '@orchestrator/store'
import type { AgentRunEnd } from '../activities/agent-contract.ts'
import { closingReason, describeRun } from '../playbooks/host/describe-run.ts'
import type { TemporalConnection } from '../temporal/connection.ts'
import { endAgentRun } from './activities/end-agent-run.ts'
import { readRun } from './activities/read-run.ts'
import type { AgentRunDeps } from './start-runs.ts'

const page = 50

/**
 * Finds runs whose workflow ended without telling them, as when somebody ended it in the Temporal UI, or is not there at all. Goes
 * through all that are open, a page at a time.
 */
export function watchRuns({ app, relay }: AgentRunDeps, temporal: TemporalConnection): () => Promise<void> {
  let after: OpenAgentRun | null = null

  const look = async (open: OpenAgentRun): Promise<void> => {
    const { workspaceId, id, workflowId } = open
    const found = await describeRun(temporal, workflowId)
    if (found === null) return requeueAgentRun(app, workspaceId, id, workflowId)
    if (found.state === 'open') return
    const reason = (await closingReason(temporal, workflowId)) ?? found.state
    const end: AgentRunEnd =
      found.state === 'canceled'
        ? { status: 'canceled' }
        : { status: 'failed', error: { code: 'terminated', message: `the run was ended in Temporal: ${reason}` } }
    await endAgentRun(app, await readRun(app, { workspaceId, runId: id }), end)
  }

  return async () => {
    const rows: readonly OpenAgentRun[] = await openAgentRuns(relay, after, page)
    after = rows.length < page ? null : (rows.at(-1) ?? null)
    await Promise.all(rows.map(look))
  }
}
