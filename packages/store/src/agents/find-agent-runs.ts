import type { Principal } from '@orchestrator/domain'
import { principalOfAsker } from '../automation/principal-of-asker.ts'
import type { Store } from '../store.ts'

// Looked for across workspaces, as the relay's role.

export interface QueuedAgentRun {
  readonly workspaceId: string
  readonly id: string
}

export interface OpenAgentRun extends QueuedAgentRun {
  readonly workflowId: string
}

/** An answer or a cancellation came since its workflow was last told. */
export interface WokenAgentRun extends OpenAgentRun {
  /** For {@link noteTold}. */
  readonly wakes: number
}

/** Runs that nobody has begun, of each workspace in turn, the oldest first. */
export const queuedAgentRuns = (relay: Store, most: number) =>
  relay.sql<QueuedAgentRun[]>`select * from queued_agent_runs(${most})`

export const wokenAgentRuns = (relay: Store, most: number) =>
  relay.sql<WokenAgentRun[]>`select * from woken_agent_runs(${most})`

/** Runs that a workflow has, by workspace and id. @param after the last one of the page before */
export const openAgentRuns = (relay: Store, after: QueuedAgentRun | null, most: number) =>
  relay.sql<OpenAgentRun[]>`
    select * from open_agent_runs(${after?.workspaceId ?? lowest}, ${after?.id ?? lowest}, ${most})`

/** Runs whose asker was cancelled and that go on all the same. */
export const abandonedAgentRuns = (relay: Store, most: number) =>
  relay.sql<QueuedAgentRun[]>`select * from abandoned_agent_runs(${most})`

/** As whom such a run is cancelled. null: nobody is left in the workspace. */
export const abandoningPrincipal = (store: Store, { workspaceId, id }: QueuedAgentRun): Promise<Principal | null> =>
  principalOfAsker(store, workspaceId, id, { table: 'agent_runs', asker: 'started_by', event: 'agent_run.created' })

const lowest = '00000000-0000-0000-0000-000000000000'

/** The workflow knows of all that woke the run up to this count. What came since is told as well. */
export const noteTold = (store: Store, { workspaceId, id, wakes }: WokenAgentRun) =>
  store.write(
    workspaceId,
    (tx) => tx`
    update agent_runs set told = greatest(told, ${wakes}) where workspace_id = ${workspaceId} and id = ${id}`,
  )
