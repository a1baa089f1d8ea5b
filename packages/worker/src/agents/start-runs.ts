import {
  beginAgentRun,
  type QueuedAgentRun,
  queuedAgentRuns,
  readAgentRun,
  type Store,
  type StoredAgentRun,
} from '@orchestrator/store'
import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client'
import { TypedSearchAttributes } from '@temporalio/common'
import { eachAtOnce } from '../each-at-once.ts'
import { agentsTaskQueue, agentWorkflowId, searchAttributes, workflowTaskTimeout } from '../temporal/names.ts'

const most = 100
const atOnce = 10

export interface AgentRunDeps {
  readonly app: Store
  readonly relay: Store
  readonly client: Client
  readonly epoch: number
}

/** Gives each queued run its workflow. Starting one again is harmless. @returns how many were queued */
export async function startRuns(deps: AgentRunDeps): Promise<number> {
  const queued = await queuedAgentRuns(deps.relay, most)
  const errors: unknown[] = []
  const begin = async ({ workspaceId, id }: QueuedAgentRun) => {
    const run = await readAgentRun(deps.app, workspaceId, id)
    if (run?.status !== 'queued') return
    const workflowId = agentWorkflowId({ workspaceId, agent: run.agent, id, epoch: deps.epoch })
    await start(deps.client, run, workflowId)
    await beginAgentRun(deps.app, workspaceId, id, workflowId)
  }
  // One that cannot be started must not hold up the others.
  await eachAtOnce([...queued], atOnce, (one) => begin(one).catch((error: unknown) => void errors.push(error)))
  if (errors.length > 0) throw errors[0]
  return queued.length
}

async function start(client: Client, run: StoredAgentRun, workflowId: string): Promise<void> {
  const { workspaceId, id, agent, projectId } = run
  try {
    // The bundle's default export serves every type, so operators see the agent's name.
    await client.workflow.start(agent, {
      ...{ workflowId, taskQueue: agentsTaskQueue, args: [{ workspaceId, runId: id }], workflowTaskTimeout },
      // Closed ids stay taken: a run that was ended by hand is not begun again behind its back.
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      typedSearchAttributes: new TypedSearchAttributes([
        { key: searchAttributes.workspace, value: workspaceId },
        // What ran, as for playbooks: operators filter all runs by one attribute, and a namespace has few to give.
        { key: searchAttributes.playbook, value: agent },
        ...(projectId === null ? [] : [{ key: searchAttributes.project, value: projectId }]),
      ]),
      memo: { runId: id },
      staticSummary: `${agent}, asked by ${run.source.kind}`,
    })
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error
  }
}
