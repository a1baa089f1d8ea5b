import type { AnyEvent } from '@orchestrator/domain'
import type { Tx } from '../../connection.ts'
import type { Store } from '../../store.ts'

/** An automation with held runs. */
export interface FlowRef {
  readonly workspaceId: string
  readonly automationId: string
}

/** Has the gate look at automations, now or at an instant. */
export const wakeFlows = (tx: Tx, workspaceId: string, automationIds: readonly string[], at?: Date): Promise<unknown> =>
  tx`
    insert into flow_wakes (workspace_id, automation_id, due_at)
    select ${workspaceId}, a, coalesce(${at?.toISOString() ?? null}::timestamptz, clock_timestamp())
    from unnest(${automationIds as string[]}::uuid[]) as a`.execute()

/**
 * Has the gate look at automations whose held runs some events are about: one that was changed, paused or resumed, and one of
 * whose held runs one was cancelled.
 * @param changed the automations that the events changed
 * @returns whether there are any
 */
export async function wakeFlowsFor(
  tx: Tx,
  workspaceId: string,
  changed: readonly string[],
  events: readonly AnyEvent[],
): Promise<boolean> {
  const canceled = events.flatMap((event) => (event.type === 'run.cancel_requested' ? [event.subject.id] : []))
  if (changed.length === 0 && canceled.length === 0) return false
  const rows = await tx`
    insert into flow_wakes (workspace_id, automation_id, due_at)
    select ${workspaceId}::uuid, a, clock_timestamp() from unnest(${changed as string[]}::uuid[]) as a
    where exists (select from flow_runs f where f.workspace_id = ${workspaceId} and f.automation_id = a and f.admitted_at is null)
    union
    select ${workspaceId}::uuid, f.automation_id, clock_timestamp() from flow_runs f
    where f.workspace_id = ${workspaceId} and f.run_id = any(${canceled}::uuid[]) and f.admitted_at is null
    returning id`
  return rows.length > 0
}

/** Of every workspace, automations at which the gate has to look now. */
export const dueFlows = (store: Store, most: number) => store.sql<FlowRef[]>`select * from due_flows(${most})`.execute()

/** When the next are due; null: nothing is known to come. */
export async function nextFlowWake(store: Store): Promise<string | null> {
  const rows = await store.sql<{ dueAt: string }[]>`select * from next_flow_wake()`
  return rows[0]?.dueAt ?? null
}

/** Leaves a mark for those that have held runs but none: paused ones, and any that was lost. @returns whether there were any */
export async function wakeUnwatchedFlows(store: Store): Promise<boolean> {
  const refs = await store.sql<FlowRef[]>`select * from unwatched_flows(1000)`
  for (const [workspaceId, own] of Map.groupBy(refs, (ref) => ref.workspaceId)) {
    const ids = own.map((ref) => ref.automationId)
    await store.write(workspaceId, (tx) => wakeFlows(tx, workspaceId, ids))
  }
  return refs.length > 0
}
