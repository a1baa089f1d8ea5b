import type { ConnectionTrouble } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import { type MappingTroubles, shownTrouble } from '../sync/mapping-troubles.ts'
import { type NotTakenOver, notTakenOver } from './not-taken-over.ts'

/** How a connection is doing, as the engine keeps it. */
export interface ConnectionHealth {
  readonly lastSyncAt: string | null
  /** When it is looked at next; null: as soon as there is something to do. */
  readonly dueAt: string | null
  /** Until then the service wants no requests. */
  readonly throttledUntil: string | null
  /** Things that have changed and are not yet the same on both sides. */
  readonly waiting: number
  readonly oldestAt: string | null
  /** Of these, the ones that were tried in vain. */
  readonly failing: number
  readonly lastError: string | null
  /** Those, the longest first. */
  readonly failures: readonly SyncFailure[]
  readonly unreadDeliveries: number
  /** Of the last 14 days: signed, and in a form that is not documented. */
  readonly unreadableDeliveries: UnreadableDeliveries
  readonly openConflicts: number
  readonly mappings: readonly MappingHealth[]
  /** Labels that cannot be tags here: they stay there, whatever is written. */
  readonly notTakenOver: readonly NotTakenOver[]
  /** Of an MCP server: the tools that agents may call. */
  readonly tools: readonly ToolHealth[]
}

export interface UnreadableDeliveries {
  readonly count: number
  readonly lastAt: string | null
  readonly lastError: string | null
}

export interface ToolHealth {
  readonly name: string
  readonly trusted: boolean
  readonly allowedAt: string
  /** Since when the server says something else of it; until it is allowed again nobody calls it. */
  readonly changedAt: string | null
}

export interface SyncFailure {
  readonly mappingId: string
  readonly entityKind: 'task' | 'comment' | 'time_entry' | null
  readonly entityId: string | null
  readonly externalId: string | null
  readonly key: string | null
  readonly title: string | null
  readonly url: string | null
  readonly code: string
  readonly message: string
  readonly attempts: number
  readonly since: string
  readonly nextAt: string
}

export interface MappingHealth {
  readonly mappingId: string
  readonly projectId: string
  readonly containerKey: string
  readonly enabled: boolean
  readonly items: number
  /** Things there whose tasks were deleted here: they stay unlinked until a backfill is to bring them again. */
  readonly leftOut: number
  /** Tasks that are archived here: nothing is done with them and their items until they are brought back. */
  readonly archived: number
  /** Whether the service tells of changes; else it is asked for them. */
  readonly subscribed: boolean
  /** Why the service does not take it that it shall tell; null: it does, or was not asked to. */
  readonly subscriptionRefused: string | null
  readonly nextPullAt: string | null
  /** What is wrong with it, and what to do; null: nothing, as far as it was tried. */
  readonly trouble: ConnectionTrouble | null
  readonly backfill: BackfillProgress
}

export interface BackfillProgress {
  readonly state: 'none' | 'running' | 'paused' | 'done'
  readonly done: number
  /** null: the service does not say. */
  readonly total: number | null
  readonly remaining: number | null
  readonly perMinute: number | null
  readonly startedAt: string | null
  readonly endedAt: string | null
  /** It runs, but what is wrong with the mapping holds it; then it is tried again. */
  readonly heldUntil: string | null
}

type SyncRow = Pick<ConnectionHealth, 'lastSyncAt' | 'dueAt' | 'throttledUntil'>
type WorkRow = Pick<ConnectionHealth, 'waiting' | 'oldestAt' | 'failing' | 'lastError'>
const mostFailures = 50

type MappingRow = Omit<MappingHealth, 'backfill' | 'trouble'> &
  Omit<BackfillProgress, 'remaining'> & { readonly troubles: MappingTroubles }

export async function connectionHealth(tx: Tx, ws: string, connectionId: string): Promise<ConnectionHealth> {
  const [[sync], [work], [counts], [unreadable], mappings, failures, left, tools] = await Promise.all([
    tx<SyncRow[]>`
      select last_sync_at, due_at, case when throttled_until > now() then throttled_until end as throttled_until
      from connection_syncs where workspace_id = ${ws} and connection_id = ${connectionId}`.execute(),
    tx<WorkRow[]>`
      select count(*)::int as waiting, min(first_at) as oldest_at, (count(*) filter (where attempts > 0))::int as failing,
        (array_agg(error->>'message' order by due_at desc) filter (where error is not null))[1] as last_error
      from sync_work where workspace_id = ${ws} and connection_id = ${connectionId}`.execute(),
    tx<{ unreadDeliveries: number; openConflicts: number }[]>`
      select (select count(*) from inbound_deliveries where workspace_id = ${ws} and connection_id = ${connectionId} and processed_at is null)::int
          as unread_deliveries,
        (select count(*) from sync_conflicts where workspace_id = ${ws} and connection_id = ${connectionId} and status = 'open')::int
          as open_conflicts`.execute(),
    tx<UnreadableDeliveries[]>`
      select count(*)::int as count, max(received_at) as last_at, (array_agg(error order by received_at desc))[1] as last_error
      from inbound_deliveries where workspace_id = ${ws} and connection_id = ${connectionId} and unreadable`.execute(),
    mappingRows(tx, ws, tx`m.connection_id = ${connectionId}`).execute(),
    failureRows(tx, ws, connectionId).execute(),
    notTakenOver(tx, ws, connectionId),
    tx<ToolHealth[]>`
      select name, trusted, allowed_at, changed_at from connection_tools
      where workspace_id = ${ws} and connection_id = ${connectionId} order by name`.execute(),
  ])
  const { lastSyncAt = null, dueAt = null, throttledUntil = null } = sync ?? {}
  const { waiting = 0, oldestAt = null, failing = 0, lastError = null } = work ?? {}
  const { unreadDeliveries = 0, openConflicts = 0 } = counts ?? {}
  return {
    ...{ lastSyncAt, dueAt, throttledUntil, waiting, oldestAt, failing, lastError, unreadDeliveries, openConflicts },
    unreadableDeliveries: unreadable ?? { count: 0, lastAt: null, lastError: null },
    failures,
    mappings: mappings.map(toHealth),
    notTakenOver: left,
    tools,
  }
}

/** By the names that people know them by: those of the task here, else what the service told. */
const failureRows = (tx: Tx, ws: string, connectionId: string) => tx<SyncFailure[]>`
  select w.mapping_id, coalesce(w.entity_kind, x.entity_kind) as entity_kind, coalesce(w.entity_id, x.entity_id) as entity_id,
    coalesce(w.external_id, x.external_id) as external_id, coalesce(x.external_key, w.subject->>'key') as key,
    coalesce(t.title, w.subject->>'title') as title, coalesce(x.url, w.subject->>'url') as url,
    w.error->>'code' as code, w.error->>'message' as message, w.attempts, w.first_at as since, w.due_at as next_at
  from (select * from sync_work where workspace_id = ${ws} and connection_id = ${connectionId} and error is not null
    order by first_at, key limit ${mostFailures}) w
  left join external_items x on x.workspace_id = w.workspace_id and x.connection_id = w.connection_id
    and case when w.entity_id is null then x.type = w.type and x.external_id = w.external_id else x.entity_id = w.entity_id end
  left join comments c on c.workspace_id = w.workspace_id and c.id = coalesce(w.entity_id, x.entity_id)
  left join time_entries e on e.workspace_id = w.workspace_id and e.id = coalesce(w.entity_id, x.entity_id)
  left join tasks t on t.workspace_id = w.workspace_id and t.id = coalesce(c.task_id, e.task_id, w.entity_id, x.entity_id)
  order by w.first_at, w.key`

/** null: there is no such mapping. */
export async function mappingHealth(tx: Tx, ws: string, mappingId: string): Promise<MappingHealth | null> {
  const [row] = await mappingRows(tx, ws, tx`m.id = ${mappingId}`)
  return row ? toHealth(row) : null
}

const mappingRows = (tx: Tx, ws: string, which: ReturnType<Tx>) => tx<MappingRow[]>`
  select m.id as mapping_id, m.project_id, m.container_key, m.enabled, s.pull_at as next_pull_at,
    coalesce(s.subscription ? 'id' and (s.subscription->>'expiresAt' is null or (s.subscription->>'expiresAt')::timestamptz > now()), false) as subscribed,
    s.subscription->>'refused' as subscription_refused,
    case when m.enabled then coalesce(s.troubles, '{}') else '{}' end as troubles,
    case when s.backfill = 'running' and m.enabled then case when s.troubles ? 'pull' then s.pull_at when s.backfill_at > now() then s.backfill_at end end as held_until,
    coalesce(s.backfill, 'none') as state, coalesce(s.backfill_done, 0) as done, case when s.backfill_total is not null then greatest(s.backfill_total, s.backfill_done) end as total,
    s.backfill_started_at as started_at, s.backfill_ended_at as ended_at,
    case when s.backfill_done > 0 and coalesce(s.backfill_ended_at, now()) > s.backfill_started_at then
      round((s.backfill_done * 60 / extract(epoch from coalesce(s.backfill_ended_at, now()) - s.backfill_started_at))::numeric, 1)::float8 end as per_minute,
    (select count(*) from external_items x where x.workspace_id = m.workspace_id and x.mapping_id = m.id and x.state = 'left_out'
      and x.entity_kind = 'task')::int as left_out, a.archived, a.linked - a.archived as items
  from mappings m left join mapping_syncs s on s.workspace_id = m.workspace_id and s.mapping_id = m.id
    cross join lateral (select count(*)::int as linked, (count(*) filter (where t.archived_at is not null))::int as archived
      from external_items x left join tasks t on t.workspace_id = x.workspace_id and t.id = x.entity_id
      where x.workspace_id = m.workspace_id and x.mapping_id = m.id and x.state = 'linked') a
  where m.workspace_id = ${ws} and ${which} order by m.created_at, m.id`

function toHealth({ troubles, state, done, total, perMinute, startedAt, endedAt, heldUntil, ...mapping }: MappingRow) {
  const remaining = total === null ? null : Math.max(0, total - done)
  const backfill = { state, done, total, remaining, perMinute, startedAt, endedAt, heldUntil }
  return { ...mapping, trouble: shownTrouble(troubles), backfill }
}
