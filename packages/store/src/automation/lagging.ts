import type { Tx } from '../connection.ts'
import type { Store } from '../store.ts'
import { toStoredJson } from '../tables.ts'

/** An automation's version, or a wait, that is out of the relay's main lane since a condition of it took too long, or may when it looks back. */
export interface LaggingTrigger {
  readonly kind: 'automation' | 'wait'
  /** Of the automation or the wait. */
  readonly id: string
  /** The event that put the version in force; 0 for a wait. */
  readonly definitionSeq: number
}

/** One that leaves now. Events up to `seq` were asked about in the main lane. */
export type LeavingTrigger = LaggingTrigger & { readonly seq: number }

export const laggingTriggers = (tx: Tx, workspaceId: string) =>
  tx<
    LaggingTrigger[]
  >`select kind, id, definition_seq from lagging_triggers where workspace_id = ${workspaceId}`.execute()

/** Those of every workspace; who was slow longest ago comes first. */
export const laggingTriggersEverywhere = (store: Store, most: number) =>
  store.sql<(LaggingTrigger & { workspaceId: string })[]>`select * from lagging_triggers_everywhere(${most})`.execute()

export const insertLagging = (tx: Tx, workspaceId: string, leaving: readonly LeavingTrigger[]): Promise<unknown> =>
  tx`
    insert into lagging_triggers (workspace_id, kind, id, definition_seq, seq, slow_at)
    select ${workspaceId}, l.kind, l.id, l.definition_seq, l.seq, now()
    from jsonb_to_recordset(${tx.json(leaving.map(toStoredJson) as never)}) as l (kind text, id uuid, definition_seq bigint, seq bigint)`.execute()

/** A wait looks back from `seq`. It was not slow: once it has caught up, it goes into the main lane. */
export const lookBack = (tx: Tx, workspaceId: string, waitId: string, seq: number): Promise<unknown> =>
  tx`
    insert into lagging_triggers (workspace_id, kind, id, definition_seq, seq, slow_at)
    values (${workspaceId}, 'wait', ${waitId}, 0, ${seq}, '-infinity')
    on conflict (workspace_id, id, definition_seq) do update set seq = excluded.seq, slow_at = excluded.slow_at`.execute()

/** Says how far it is, and whether it was slow again. */
export const moveLagging = (
  tx: Tx,
  workspaceId: string,
  { id, definitionSeq }: LaggingTrigger,
  { seq, slow }: { seq: number; slow: boolean },
): Promise<unknown> =>
  tx`
    update lagging_triggers set seq = ${seq}, slow_at = case when ${slow} then now() else slow_at end
    where workspace_id = ${workspaceId} and id = ${id} and definition_seq = ${definitionSeq}`.execute()

/** Nothing more is to be asked of it. */
export const endLagging = (tx: Tx, workspaceId: string, { id, definitionSeq }: LaggingTrigger): Promise<unknown> =>
  tx`delete from lagging_triggers where workspace_id = ${workspaceId} and id = ${id} and definition_seq = ${definitionSeq}`.execute()

/** When an automation's owner was last told that it is throttled for this reason. */
export async function lastThrottled(
  store: Store,
  workspaceId: string,
  automationId: string,
  cause: 'slow_condition' | 'rate',
): Promise<string | null> {
  const rows = await store.read(
    workspaceId,
    (tx) => tx<{ occurredAt: string }[]>`
      select occurred_at from events
      where workspace_id = ${workspaceId} and subject_id = ${automationId} and subject_type in ('rule', 'playbook') and type = 'automation.throttled'
        and coalesce(data ->> 'cause', 'slow_condition') = ${cause}
      order by seq desc limit 1`,
  )
  return rows[0]?.occurredAt ?? null
}
