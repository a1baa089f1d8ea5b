import type { Actor, AgentRun, AgentRunAnswer, Permission, Principal } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import type { AllowedTool } from '../integrations/server-tools.ts'
import type { Store } from '../store.ts'

/** A tool of an MCP server as a run knows it: what its models are told of it, and whether its calls wait for a person. */
export interface PinnedTool extends Omit<AllowedTool, 'allowedById' | 'allowedAt' | 'changedAt'> {
  /** As agents name it, e.g. `mcp.docs.search`. */
  readonly tool: string
  /** As models may write it. */
  readonly told: string
}

/** An agent's run with what people do not see of it. */
export interface StoredAgentRun extends AgentRun {
  readonly workspaceId: string
  readonly starterScopes: readonly Permission[] | null
  readonly callerAnswers: readonly AgentRunAnswer[]
  /** Tools of MCP servers with which it began; null: it has not. */
  readonly serverTools: readonly PinnedTool[] | null
  readonly workflowId: string | null
  /** Counts what woke it. */
  readonly wakes: number
  /** The event that made it. */
  readonly eventId: string
  readonly correlationId: string
  /** Of the events that it makes. */
  readonly depth: number
}

export interface AgentRunRef {
  readonly workspaceId: string
  readonly runId: string
}

export async function readAgentRun(store: Store, workspaceId: string, id: string): Promise<StoredAgentRun | null> {
  const rows = await store.read(
    workspaceId,
    (tx) => tx<StoredAgentRun[]>`
    select r.*, e.id as event_id, e.correlation_id, e.depth + 1 as depth
    from agent_runs r
    join events e on e.workspace_id = r.workspace_id and e.subject_id = r.id and e.type = 'agent_run.created'
    where r.workspace_id = ${workspaceId} and r.id = ${id}`,
  )
  return rows[0] ?? null
}

/** By runs' ids, the scopes of whoever started them; null: everything that the member may. */
export async function starterScopesOf(
  tx: Tx,
  workspaceId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly Permission[] | null>> {
  const rows = await tx<Pick<StoredAgentRun, 'id' | 'starterScopes'>[]>`
    select id, starter_scopes from agent_runs where workspace_id = ${workspaceId} and id = any(${ids as string[]}::uuid[])`
  return new Map(rows.map(({ id, starterScopes }) => [id, starterScopes]))
}

/** Keeps the tools with which a run begins. Those that it has begun with stay. @returns those that it has */
export async function pinServerTools(
  store: Store,
  workspaceId: string,
  id: string,
  tools: readonly PinnedTool[],
): Promise<readonly PinnedTool[]> {
  const [row] = await store.write(
    workspaceId,
    (tx) => tx<Pick<StoredAgentRun, 'serverTools'>[]>`
    update agent_runs set server_tools = coalesce(server_tools, ${tx.json(tools as never)})
    where workspace_id = ${workspaceId} and id = ${id} returning server_tools`,
  )
  return row?.serverTools ?? []
}

/** As whom a run acts: with the rights of whoever started it, and within their scopes. */
export function agentPrincipal(
  run: Pick<
    StoredAgentRun,
    'workspaceId' | 'id' | 'startedBy' | 'starterScopes' | 'eventId' | 'correlationId' | 'depth'
  >,
): Principal {
  const actor: Actor = { type: 'agent_run', id: run.id, memberId: run.startedBy.memberId }
  const cause = { causationId: run.eventId, correlationId: run.correlationId, depth: run.depth }
  return { workspaceId: run.workspaceId, actor, scopes: run.starterScopes, cause }
}

/**
 * Marks a queued run as running in a workflow. One that waited when the store was restored waits again.
 * @returns false when it was not queued any more
 */
export async function beginAgentRun(
  store: Store,
  workspaceId: string,
  id: string,
  workflowId: string,
): Promise<boolean> {
  const rows = await store.write(
    workspaceId,
    (tx) => tx`
    update agent_runs set
      status = case when waits = '[]' then 'running' else 'waiting' end,
      workflow_id = ${workflowId}, started_at = coalesce(started_at, now())
    where workspace_id = ${workspaceId} and id = ${id} and status = 'queued' returning id`,
  )
  return rows.length > 0
}

/** Puts a run back into the queue: its workflow is gone. What it completed answers when it is begun again. */
export async function requeueAgentRun(
  store: Store,
  workspaceId: string,
  id: string,
  workflowId: string,
): Promise<void> {
  await store.write(
    workspaceId,
    (tx) => tx`
    update agent_runs set status = 'queued', workflow_id = null, told = 0
    where workspace_id = ${workspaceId} and id = ${id} and workflow_id = ${workflowId} and status in ('running', 'waiting')`,
  )
}
