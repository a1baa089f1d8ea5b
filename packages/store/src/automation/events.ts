import type { AnyEvent } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import type { Store } from '../store.ts'
import { type EventRow, toEvent } from './event-row.ts'

export interface EventFilter {
  readonly types?: readonly string[]
  readonly subjectId?: string
  readonly projectId?: string
}

/** The next events of a workspace past a seq, oldest first. A reader that follows the last seq it got misses none. */
export function readEvents(
  store: Store,
  workspaceId: string,
  after: number,
  limit: number,
  filter: EventFilter = {},
): Promise<AnyEvent[]> {
  return store.read(workspaceId, (tx) => selectEvents(tx, workspaceId, after, limit, filter))
}

async function selectEvents(
  tx: Tx,
  workspaceId: string,
  after: number,
  limit: number,
  { types, subjectId, projectId }: EventFilter,
): Promise<AnyEvent[]> {
  const rows = await tx<EventRow[]>`
    select * from events where workspace_id = ${workspaceId} and seq > ${after}
    ${types ? tx`and type = any(${types as string[]})` : tx``}
    ${subjectId ? tx`and subject_id = ${subjectId}` : tx``}
    ${projectId ? tx`and project_id = ${projectId}` : tx``}
    order by seq limit ${limit}`
  return rows.map(toEvent)
}

/**
 * The next events of some types in a part of the log, oldest first. Each type's are read in their index's order, so a rare
 * type in a long log costs nothing.
 */
export async function eventsOfTypes(
  tx: Tx,
  workspaceId: string,
  types: readonly string[],
  range: { after: number; to: number; limit: number },
): Promise<AnyEvent[]> {
  const rows = await tx<EventRow[]>`
    select e.* from unnest(${types as string[]}::text[]) as t (type)
    cross join lateral (
      select * from events where workspace_id = ${workspaceId} and type = t.type and seq > ${range.after} and seq <= ${range.to}
      order by seq limit ${range.limit}
    ) e
    order by e.seq limit ${range.limit}`
  return rows.map(toEvent)
}

/** The event at a place in the log, or null. */
export const readEvent = (store: Store, workspaceId: string, seq: number): Promise<AnyEvent | null> =>
  store.read(workspaceId, (tx) => eventAt(tx, workspaceId, seq))

/** @param at its place in the log, or its id */
export async function eventAt(tx: Tx, workspaceId: string, at: number | string): Promise<AnyEvent | null> {
  const which = typeof at === 'number' ? tx`seq = ${at}` : tx`id = ${at}`
  const rows = await tx<EventRow[]>`select * from events where workspace_id = ${workspaceId} and ${which}`
  return rows[0] ? toEvent(rows[0]) : null
}

/** The events at these places in the log, in their order. */
export async function eventsAt(store: Store, workspaceId: string, seqs: readonly number[]): Promise<AnyEvent[]> {
  const rows = await store.read(
    workspaceId,
    (tx) => tx<EventRow[]>`
    select * from events where workspace_id = ${workspaceId} and seq = any(${seqs as number[]}::bigint[]) order by seq`,
  )
  return rows.map(toEvent)
}

/** The spans in which events were made, by their seq: only of those that were traced. */
export async function traceparentsOf(
  store: Store,
  workspaceId: string,
  seqs: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const rows = await store.read(
    workspaceId,
    (tx) => tx<{ seq: number; traceparent: string }[]>`
    select seq, traceparent from events
    where workspace_id = ${workspaceId} and seq = any(${seqs as number[]}::bigint[]) and traceparent is not null`,
  )
  return new Map(rows.map(({ seq, traceparent }) => [seq, traceparent]))
}

/** The last seq of a workspace's log; 0 when it is empty. */
export async function headOf(store: Store, workspaceId: string): Promise<number> {
  const rows = await store.read(
    workspaceId,
    (tx) => tx<{ seq: number }[]>`select seq from workspace_heads where workspace_id = ${workspaceId}`,
  )
  return rows[0]?.seq ?? 0
}
