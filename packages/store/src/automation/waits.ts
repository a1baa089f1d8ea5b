import type { AnyEvent } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import type { Store } from '../store.ts'
import { type EventRow, toEvent } from './event-row.ts'

/** One kind of event that ends a wait. */
export interface WaitSource {
  readonly key: string
  readonly eventTypes: readonly string[]
  readonly condition: { readonly cel: string; readonly params: Record<string, unknown> } | null
  /** Only events with a greater seq. */
  readonly afterSeq: number
}

export interface Wait {
  readonly workspaceId: string
  readonly id: string
  readonly runId: string
  readonly workflowId: string
  readonly step: number
  readonly sources: readonly WaitSource[]
  readonly types: readonly string[]
  readonly fromSeq: number
  readonly matchedSeq: number | null
  readonly matchedKey: string | null
  readonly ord: number
}

export interface Subscription {
  /** Derived from run and step, so that a retry subscribes once. */
  readonly id: string
  readonly runId: string
  readonly workflowId: string
  readonly step: number
  readonly sources: readonly WaitSource[]
  readonly expiresAt: string | null
}

/** Tells which source an event meets, or null. */
export type WaitMatcher = (sources: readonly WaitSource[], event: AnyEvent) => string | null

const page = 500

/**
 * Subscribes a run to events, without missing one: holding the relay's cursor, it writes the row and looks through what the
 * relay has passed already; the relay covers everything after. An event that came before is answered at once.
 */
export async function subscribeWait(
  store: Store,
  workspaceId: string,
  subscription: Subscription,
  matches: WaitMatcher,
): Promise<{ key: string; event: AnyEvent } | null> {
  const { id, runId, workflowId, step, sources, expiresAt } = subscription
  const types = [...new Set(sources.flatMap((source) => source.eventTypes))]
  const fromSeq = Math.min(...sources.map((source) => source.afterSeq))
  return store.write(workspaceId, async (tx) => {
    await tx`insert into relay_cursors (workspace_id, seq) values (${workspaceId}, 0) on conflict do nothing`
    const cursors = await tx<
      { seq: number }[]
    >`select seq from relay_cursors where workspace_id = ${workspaceId} for update`
    const cursor = cursors[0]?.seq ?? 0
    await tx`
      insert into waits (workspace_id, id, run_id, workflow_id, step, sources, types, from_seq, expires_at, created_at)
      values (${workspaceId}, ${id}, ${runId}, ${workflowId}, ${step}, ${tx.json(sources as never)}, ${types}, ${fromSeq}, ${expiresAt}, now())
      on conflict (workspace_id, id) do nothing`
    const known = await tx<Wait[]>`select * from waits where workspace_id = ${workspaceId} and id = ${id}`
    if (known[0]?.matchedSeq != null) return answer(tx, known[0])
    const found = await scan(tx, workspaceId, { types, fromSeq, cursor }, sources, matches)
    if (!found) return null
    await tx`update waits set matched_seq = ${found.event.seq}, matched_key = ${found.key}, delivered_at = now() where workspace_id = ${workspaceId} and id = ${id}`
    return found
  })
}

async function scan(
  tx: Tx,
  workspaceId: string,
  range: { types: readonly string[]; fromSeq: number; cursor: number },
  sources: readonly WaitSource[],
  matches: WaitMatcher,
): Promise<{ key: string; event: AnyEvent } | null> {
  for (let after = range.fromSeq; ; ) {
    const rows = await tx<EventRow[]>`
      select * from events where workspace_id = ${workspaceId} and seq > ${after} and seq <= ${range.cursor} and type = any(${range.types as string[]})
      order by seq limit ${page}`
    for (const row of rows) {
      const event = toEvent(row)
      const key = matches(sources, event)
      if (key !== null) return { key, event }
    }
    const last = rows.at(-1)
    if (!last || rows.length < page) return null
    after = last.seq
  }
}

async function answer(tx: Tx, wait: Wait): Promise<{ key: string; event: AnyEvent } | null> {
  const rows = await tx<
    EventRow[]
  >`select * from events where workspace_id = ${wait.workspaceId} and seq = ${wait.matchedSeq}`
  return rows[0] && wait.matchedKey !== null ? { key: wait.matchedKey, event: toEvent(rows[0]) } : null
}

/** Ends a subscription: the wait was answered, its time is over, or its run was cancelled. */
export async function cancelWait(store: Store, workspaceId: string, id: string): Promise<void> {
  await store.write(workspaceId, (tx) => tx`delete from waits where workspace_id = ${workspaceId} and id = ${id}`)
}

/** Waits that the relay matched and whose runs have not been told yet, of every workspace. */
export function undeliveredWaits(store: Store, most: number) {
  return store.sql<{ workspaceId: string; id: string }[]>`select * from undelivered_waits(${most})`
}

/** A matched wait with its event; null when it is gone. */
export async function readMatchedWait(
  store: Store,
  workspaceId: string,
  id: string,
): Promise<{ wait: Wait; key: string; event: AnyEvent } | null> {
  return store.read(workspaceId, async (tx) => {
    const waits = await tx<
      Wait[]
    >`select * from waits where workspace_id = ${workspaceId} and id = ${id} and matched_seq is not null`
    const wait = waits[0]
    const answered = wait && (await answer(tx, wait))
    return answered ? { wait, ...answered } : null
  })
}

export async function markWaitDelivered(store: Store, workspaceId: string, id: string): Promise<void> {
  await store.write(
    workspaceId,
    (tx) => tx`update waits set delivered_at = now() where workspace_id = ${workspaceId} and id = ${id}`,
  )
}
