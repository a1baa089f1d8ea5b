import type { Tx } from '../connection.ts'
import type { Store } from '../store.ts'
import { workWithMapping } from './work-with-mapping.ts'

export interface ConnectionRef {
  readonly workspaceId: string
  readonly connectionId: string
}

/** The right to work for a connection, until its lease ends. */
export interface SyncClaim extends ConnectionRef {
  /** Grows with each claim: whoever has an older one has lost it. */
  readonly claims: number
  /** How often it had been woken when it was claimed. */
  readonly wakes: number
}

/** Connections for which there is something to do, and that nobody works for; with how often they have been claimed. */
export const dueConnections = (store: Store, most: number): Promise<readonly (ConnectionRef & { claims: number })[]> =>
  store.sql<
    (ConnectionRef & { claims: number })[]
  >`select workspace_id, connection_id, claims from due_connections(${most})`

/** @returns null: somebody else works for it, or it is not there */
export async function claimConnection(store: Store, ref: ConnectionRef, leaseMs: number): Promise<SyncClaim | null> {
  const [row] = await store.write(
    ref.workspaceId,
    (tx) => tx<{ claims: number; wakes: number }[]>`
      update connection_syncs set claims = claims + 1, lease_until = now() + ${leaseMs} * interval '1 ms'
      where workspace_id = ${ref.workspaceId} and connection_id = ${ref.connectionId} and (lease_until is null or lease_until <= now())
      returning claims, wakes`,
  )
  return row ? { ...ref, ...row } : null
}

/** Makes the lease last longer. @returns whether the claim still holds; none does for a connection that was paused or needs attention */
export async function keepClaim(store: Store, claim: SyncClaim, leaseMs: number): Promise<boolean> {
  const rows = await store.write(
    claim.workspaceId,
    (tx) => tx`
      update connection_syncs set lease_until = now() + ${leaseMs} * interval '1 ms'
      where workspace_id = ${claim.workspaceId} and connection_id = ${claim.connectionId} and claims = ${claim.claims}
        and exists (select from connections c where c.workspace_id = connection_syncs.workspace_id and c.id = connection_id and c.status = 'active')
      returning 1`,
  )
  return rows.length > 0
}

/** Whatever a service says, it is asked again after this. */
const longestThrottleMs = 24 * 3_600_000

/**
 * Gives a claim back. It is due again when its work or its mappings say so, or at once if it was woken meanwhile: that is seen by the
 * counter, for what woke it need not be visible to this statement yet.
 * @param options.againMs it is due again by then at the latest
 * @param options.throttledMs until then it may ask nothing of the service
 * @param options.sendsMs until then it may send nothing there
 * @returns milliseconds until it is due; null: not before it is woken; lost: somebody else works for it by now
 */
export async function leaveConnection(
  store: Store,
  claim: SyncClaim,
  options: { synced: boolean; idle: boolean; throttledMs: number; againMs?: number | null; sendsMs?: number },
): Promise<number | null | 'lost'> {
  const { workspaceId, connectionId } = claim
  const { synced, idle, againMs = null, sendsMs = 0 } = options
  const throttledMs = Math.min(Math.ceil(options.throttledMs), longestThrottleMs)
  const [row] = await store.write(
    workspaceId,
    (tx) => tx<{ restMs: number | null }[]>`
      with next as (
        select least(
          (select min(case when w.entity_id is null then w.due_at else greatest(w.due_at, sends.at) end) from ${workWithMapping(tx)}
            where w.workspace_id = ${workspaceId} and w.connection_id = ${connectionId}),
          (select min(due_at) from code_work where workspace_id = ${workspaceId} and connection_id = ${connectionId}),
          -- While the changes of a mapping cannot be read, nothing else of it is due; a sweep comes after a backfill.
          (select min(least(s.pull_at, case when not s.troubles ? 'pull' then least(
              case when s.backfill = 'running' and (s.backfill_at is null or s.backfill_at <= now()) then null else s.sweep_at end,
              case when s.backfill = 'running' then greatest(now(), s.backfill_at, case when s.backfill_cursors ? 'outAfter' then sends.at end) end) end))
            from mapping_syncs s join mappings m on m.workspace_id = s.workspace_id and m.id = s.mapping_id and m.enabled
            where s.workspace_id = ${workspaceId} and m.connection_id = ${connectionId})
          , now() + ${againMs}::float8 * interval '1 ms'
        ) as at
        from (select now() + ${sendsMs}::float8 * interval '1 ms' as at) sends
      ), throttle as (select case when ${throttledMs}::float8 > 0 then now() + ${throttledMs}::float8 * interval '1 ms' end as until)
      update connection_syncs c set lease_until = null, throttled_until = greatest(c.throttled_until, throttle.until),
        last_sync_at = case when ${synced} then now() else c.last_sync_at end,
        failing_since = case when not ${synced} then c.failing_since end, unexpected = case when ${synced} then 0 else c.unexpected end,
        due_at = case
          when c.wakes <> ${claim.wakes} then greatest(now(), throttle.until)
          when ${idle} then null
          when next.at is null then null
          else greatest(next.at, throttle.until) end
      from next, throttle
      where c.workspace_id = ${workspaceId} and c.connection_id = ${connectionId} and c.claims = ${claim.claims}
      -- Of nothing it is nothing: greatest() would make it now.
      returning case when c.due_at is not null then greatest(0, ceil(extract(epoch from c.due_at - now()) * 1000)) end::float8 as rest_ms`,
  )
  return row === undefined ? 'lost' : row.restMs
}

/** Says that there is something to do for connections, within the transaction that gives it. Whoever commits also announces it. */
export const wakeConnections = (tx: Tx, workspaceId: string, connectionIds: readonly string[]) => tx`
  insert into connection_syncs (workspace_id, connection_id, due_at, wakes)
  select ${workspaceId}, id, now(), 1 from unnest(${connectionIds as string[]}::uuid[]) as t (id) order by id
  on conflict (workspace_id, connection_id) do update set due_at = least(connection_syncs.due_at, now()), wakes = connection_syncs.wakes + 1`

/** Notes that a round ended in an error of the service. @returns for how long its rounds have, in milliseconds */
export async function countFailing(store: Store, { workspaceId, connectionId }: ConnectionRef): Promise<number> {
  const [row] = await store.write(
    workspaceId,
    (tx) => tx<{ ms: number }[]>`
      update connection_syncs set failing_since = coalesce(failing_since, now())
      where workspace_id = ${workspaceId} and connection_id = ${connectionId}
      returning (extract(epoch from now() - failing_since) * 1000)::float8 as ms`,
  )
  return row?.ms ?? 0
}

/** Notes that a round ended in an error that is ours. @returns how many have in a row */
export async function countUnexpected(store: Store, { workspaceId, connectionId }: ConnectionRef): Promise<number> {
  const [row] = await store.write(
    workspaceId,
    (tx) => tx<{ unexpected: number }[]>`
      update connection_syncs set unexpected = unexpected + 1
      where workspace_id = ${workspaceId} and connection_id = ${connectionId} returning unexpected`,
  )
  return row?.unexpected ?? 1
}
