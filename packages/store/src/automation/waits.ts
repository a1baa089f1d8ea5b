import { type AnyEvent, AppError, type ErrorJson } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import type { Store } from '../store.ts'
import { cursorOf } from './cursor.ts'
import { type EventRow, toEvent } from './event-row.ts'
import { eventsOfTypes } from './events.ts'
import { lookBack } from './lagging.ts'

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
  /** null: the run has none, and is woken by its row. */
  readonly workflowId: string | null
  readonly step: number
  readonly sources: readonly WaitSource[]
  readonly types: readonly string[]
  readonly fromSeq: number
  readonly expiresAt: string | null
  readonly matchedSeq: number | null
  readonly matchedKey: string | null
  /** Why it ended without an event: `condition_too_slow`. */
  readonly error: ErrorJson | null
  readonly ord: number
}

/** What ended a wait: the event at `seq`, or a condition that took too long for it. */
export type MatchedWait = { readonly id: string; readonly seq: number } & (
  | { readonly key: string; readonly error: null }
  | { readonly key: null; readonly error: ErrorJson }
)

export interface Subscription {
  /** Derived from run and step, so that a retry subscribes once. */
  readonly id: string
  readonly runId: string
  readonly workflowId: string | null
  readonly step: number
  readonly sources: readonly WaitSource[]
  readonly expiresAt: string | null
}

/** Whether an event came before a wait's time was over. One that came later does not answer it, however late both are looked at. */
export const cameInTime = ({ expiresAt }: Pick<Wait, 'expiresAt'>, { occurredAt }: AnyEvent): boolean =>
  expiresAt === null || Date.parse(occurredAt) <= Date.parse(expiresAt)

/** The first of some events that a wait takes, in their order. */
export type WaitMatcher = (
  sources: readonly WaitSource[],
  events: readonly AnyEvent[],
) => Promise<{ key: string; event: AnyEvent } | null>

const page = 500

/**
 * Subscribes a run to events, without missing one. What the relay has passed is looked through here: most of it before,
 * and the rest while the relay's cursor is held, together with writing the row; so the relay covers everything after. An
 * event that came before is answered at once.
 * @param matches null when a condition can be slow: the slow lane looks back, since nothing slow is asked under the lock
 * @throws AppError as the relay left it, when a condition took too long for an event
 */
export async function subscribeWait(
  store: Store,
  workspaceId: string,
  subscription: Subscription,
  matches: WaitMatcher | null,
): Promise<{ key: string; event: AnyEvent } | null> {
  const { id, runId, workflowId, step, sources, expiresAt } = subscription
  const types = [...new Set(sources.flatMap((source) => source.eventTypes))]
  const fromSeq = Math.min(...sources.map((source) => source.afterSeq))
  const read = <T>(query: (tx: Tx) => Promise<T>) => store.read(workspaceId, query)
  const look = async (within: typeof read, from: number, to: number) =>
    matches && scan(within, { workspaceId, types, from, to }, subscription, matches)

  // A long log must not hold up the relay: what is looked through under its cursor's lock is short.
  let seen = fromSeq
  let early: { key: string; event: AnyEvent } | null = null
  for (let cursor = await cursorOf(store, workspaceId); matches && !early && cursor - seen > page; ) {
    early = await look(read, seen, cursor)
    seen = cursor
    cursor = await cursorOf(store, workspaceId)
  }
  return store.write(workspaceId, async (tx) => {
    await tx`insert into relay_cursors (workspace_id, seq) values (${workspaceId}, 0) on conflict do nothing`
    const cursors = await tx<
      { seq: number }[]
    >`select seq from relay_cursors where workspace_id = ${workspaceId} for update`
    const cursor = cursors[0]?.seq ?? 0
    const added = await tx`
      insert into waits (workspace_id, id, run_id, workflow_id, step, sources, types, from_seq, expires_at, created_at)
      values (${workspaceId}, ${id}, ${runId}, ${workflowId}, ${step}, ${tx.json(sources as never)}, ${types}, ${fromSeq}, ${expiresAt}, now())
      on conflict (workspace_id, id) do nothing returning id`
    const known = await tx<Wait[]>`select * from waits where workspace_id = ${workspaceId} and id = ${id}`
    if (known[0]?.matchedSeq != null) return answer(tx, known[0])
    if (!matches && added.length > 0) {
      const passed = await eventsOfTypes(tx, workspaceId, types, { after: fromSeq, to: cursor, limit: 1 })
      if (passed.length > 0) await lookBack(tx, workspaceId, id, fromSeq)
    }
    const found = early ?? (await look((query) => query(tx), seen, cursor))
    if (!found) return null
    await tx`update waits set matched_seq = ${found.event.seq}, matched_key = ${found.key}, delivered_at = now() where workspace_id = ${workspaceId} and id = ${id}`
    return found
  })
}

async function scan(
  read: <T>(query: (tx: Tx) => Promise<T>) => Promise<T>,
  { workspaceId, types, from, to }: { workspaceId: string; types: readonly string[]; from: number; to: number },
  wait: Subscription,
  matches: WaitMatcher,
): Promise<{ key: string; event: AnyEvent } | null> {
  for (let after = from; ; ) {
    const events = await read((tx) => eventsOfTypes(tx, workspaceId, types, { after, to, limit: page }))
    const inTime = events.filter((event) => cameInTime(wait, event))
    const found = await matches(wait.sources, inTime)
    if (found) return found
    const last = events.at(-1)
    if (!last || events.length < page) return null
    after = last.seq
  }
}

/** @throws AppError `condition_too_slow` when that is how the wait ended */
async function answer(tx: Tx, wait: Wait): Promise<{ key: string; event: AnyEvent } | null> {
  if (wait.error) throw new AppError('condition_too_slow', wait.error.message)
  const rows = await tx<
    EventRow[]
  >`select * from events where workspace_id = ${wait.workspaceId} and seq = ${wait.matchedSeq}`
  return rows[0] && wait.matchedKey !== null ? { key: wait.matchedKey, event: toEvent(rows[0]) } : null
}

/** Ends a subscription: the wait was answered, its time is over, or its run was cancelled. */
export async function cancelWait(store: Store, workspaceId: string, id: string): Promise<void> {
  await store.write(workspaceId, (tx) => tx`delete from waits where workspace_id = ${workspaceId} and id = ${id}`)
}

/**
 * Takes a wait away, and answers it as it was then.
 * @param options.canceled its run does not wait until its time is over
 * @throws AppError `unavailable` when its time is over, but of an event that came in time it has not been told yet
 */
export async function takeWait(
  tx: Tx,
  workspaceId: string,
  id: string,
  { canceled }: { canceled: boolean },
): Promise<Wait | null> {
  // From here on the relay cannot mark it: what it had found stands beside a cursor that is not moved yet.
  const waits = await tx<Wait[]>`delete from waits where workspace_id = ${workspaceId} and id = ${id} returning *`
  const wait = waits[0]
  if (!wait || wait.matchedSeq !== null || canceled) return wait ?? null
  const unread = await tx`
    select from relay_cursors c
    left join lagging_triggers l on l.workspace_id = c.workspace_id and l.id = ${id}
    join events e on e.workspace_id = c.workspace_id and e.type = any(${wait.types as string[]}) and e.seq > coalesce(l.seq, c.seq)
    where c.workspace_id = ${workspaceId} and e.occurred_at <= ${wait.expiresAt} limit 1`
  if (unread.length > 0)
    throw new AppError('unavailable', 'an event that came before the time was over has not been looked at yet')
  return wait
}

/** Which of these waits, by their `ord`, are over. */
export function endedWaits(store: Store, waits: readonly Pick<Wait, 'workspaceId' | 'ord'>[]) {
  return store.sql<
    Pick<Wait, 'workspaceId' | 'ord'>[]
  >`select * from ended_waits(${waits.map((wait) => wait.workspaceId)}::uuid[], ${waits.map((wait) => wait.ord)}::bigint[])`
}

/** Takes away waits for which nobody came: their run has ended, or their time was over long ago. @returns how many */
export async function sweepWaits(store: Store): Promise<number> {
  const abandoned = await store.sql<
    { workspaceId: string; id: string; ended: boolean }[]
  >`select * from abandoned_waits(1000)`
  let taken = 0
  for (const { workspaceId, id, ended } of abandoned) {
    const wait = await store
      .write(workspaceId, (tx) => takeWait(tx, workspaceId, id, { canceled: ended }))
      .catch((error: unknown) => {
        if (error instanceof AppError && error.code === 'unavailable') return null
        throw error
      })
    if (wait) taken++
  }
  return taken
}

/** Waits that the relay matched and whose runs have not been told yet, of every workspace. */
export function undeliveredWaits(store: Store, most: number) {
  return store.sql<{ workspaceId: string; id: string }[]>`select * from undelivered_waits(${most})`
}

/** A wait that came to its end; null when it is gone or goes on. */
export async function readMatchedWait(store: Store, workspaceId: string, id: string): Promise<Wait | null> {
  const rows = await store.read(
    workspaceId,
    (tx) =>
      tx<Wait[]>`select * from waits where workspace_id = ${workspaceId} and id = ${id} and matched_seq is not null`,
  )
  return rows[0] ?? null
}

/** A wait that goes on; null when it is gone or ended. */
export async function readOpenWait(store: Store, workspaceId: string, id: string): Promise<Wait | null> {
  const rows = await store.read(
    workspaceId,
    (tx) => tx<Wait[]>`select * from waits where workspace_id = ${workspaceId} and id = ${id} and matched_seq is null`,
  )
  return rows[0] ?? null
}

/** Notes what ended waits. Runs with a workflow are told afterwards; to wake the others is all that there is to tell. */
export function markWaits(tx: Tx, workspaceId: string, waits: readonly MatchedWait[]): Promise<unknown> {
  const ids = waits.map(({ id }) => id)
  return Promise.all([
    // Before the waits: the end of a run locks them in this order, too.
    tx`
      update runs set wake_at = now(), wakes = wakes + 1
      where workspace_id = ${workspaceId} and status in ('queued', 'running') and id = any(array(
        -- In the order of ids, as all do who lock several runs.
        select r.id from runs r where r.workspace_id = ${workspaceId} and r.stepped and r.status in ('queued', 'running') and r.id = any(array(
          select w.run_id from waits w where w.workspace_id = ${workspaceId} and w.id = any(${ids}::uuid[]) and w.workflow_id is null
        ))
        order by r.id for no key update
      ))`.execute(),
    tx`
      update waits w set matched_seq = m.seq, matched_key = m.key, error = m.error, delivered_at = case when w.workflow_id is null then now() end
      from jsonb_to_recordset(${tx.json(waits as never)}) as m (id uuid, seq bigint, key text, error jsonb)
      where w.workspace_id = ${workspaceId} and w.id = m.id and w.matched_seq is null`.execute(),
  ])
}

export async function markWaitDelivered(store: Store, workspaceId: string, id: string): Promise<void> {
  await store.write(
    workspaceId,
    (tx) => tx`update waits set delivered_at = now() where workspace_id = ${workspaceId} and id = ${id}`,
  )
}
