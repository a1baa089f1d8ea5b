import type { Connection, Mapping } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import type { Store } from '../store.ts'
import type { ConnectionRef, SyncClaim } from './claims.ts'
import type { MappingTroubles } from './mapping-troubles.ts'

/** What a round needs to know; read anew in each. */
export interface SyncState {
  readonly connection: Pick<
    Connection,
    'id' | 'provider' | 'name' | 'ownerId' | 'status' | 'account' | 'settings' | 'trouble' | 'version'
  > & { readonly resumedAt: string | null }
  readonly mappings: readonly SyncMapping[]
  readonly users: readonly LinkedUser[]
  readonly throttledMs: number
  /** Why something of it cannot be done here: its owner may not. null: nothing waits for that. */
  readonly lostRights: string | null
  /** How far its inbox is read, of one that has an inbox. */
  readonly inboxCursor: unknown
}

export interface LinkedUser {
  readonly externalUserId: string
  readonly memberId: string
  /** Nothing is given to them any more; what they have stays theirs. */
  readonly hasLeft: boolean
}

export interface SyncMapping
  extends Pick<
    Mapping,
    | 'id'
    | 'projectId'
    | 'containerId'
    | 'containerKey'
    | 'fields'
    | 'filter'
    | 'filterIn'
    | 'query'
    | 'direction'
    | 'comments'
    | 'timeEntries'
    | 'deletedThere'
    | 'deletedHere'
    | 'enabled'
  > {
  /** What changed there before is the backfill's; ISO 8601. */
  readonly since: string
  /** By type of item. */
  readonly cursors: Readonly<Record<string, unknown>>
  readonly pullDue: boolean
  readonly backfill: 'none' | 'running' | 'paused' | 'done'
  readonly backfillDue: boolean
  readonly backfillCursors: Readonly<Record<string, unknown>>
  /** How far the daily look at all that is there has come; null: none is under way. */
  readonly sweep: { readonly type: string; readonly cursor: unknown; readonly startedAt: string } | null
  readonly sweepDue: boolean
  /** What the service was asked to tell by itself, or why it does not. */
  readonly subscription:
    | { readonly id: string; readonly expiresAt: string | null; readonly at: string; readonly target?: string }
    | { readonly refused: string; readonly at: string; readonly target?: string }
    | null
  readonly troubles: MappingTroubles
}

/** null: it is not there. */
export const readSyncState = (store: Store, { workspaceId, connectionId }: ConnectionRef): Promise<SyncState | null> =>
  store.read(workspaceId, async (tx) => {
    const [[connection], mappings, users] = await Promise.all([
      tx<(SyncState['connection'] & Pick<SyncState, 'throttledMs' | 'inboxCursor' | 'lostRights'>)[]>`
        select c.id, c.provider, c.name, c.owner_id, c.status, c.account, c.settings, c.trouble, c.version, c.resumed_at, s.inbox_cursor,
          (select w.error->>'message' from sync_work w join mappings m on m.workspace_id = w.workspace_id and m.id = w.mapping_id and m.enabled
            where w.workspace_id = c.workspace_id and w.connection_id = c.id and w.error->>'code' = 'lost_rights'
            order by w.first_at limit 1) as lost_rights,
          coalesce(greatest(0, ceil(extract(epoch from s.throttled_until - now()) * 1000)), 0)::float8 as throttled_ms
        from connections c left join connection_syncs s on s.workspace_id = c.workspace_id and s.connection_id = c.id
        where c.workspace_id = ${workspaceId} and c.id = ${connectionId}`.execute(),
      tx<SyncMapping[]>`
        select m.id, m.project_id, m.container_id, m.container_key, m.fields, m.filter, m.filter_in, m.query, m.direction, m.comments, m.time_entries, m.deleted_there, m.deleted_here, m.enabled,
          coalesce(s.since, m.created_at) as since, coalesce(s.cursors, '{}') as cursors, coalesce(s.pull_at <= now(), true) as pull_due,
          coalesce(s.backfill, 'none') as backfill, coalesce(s.backfill_cursors, '{}') as backfill_cursors, s.subscription,
          coalesce(s.backfill = 'running' and (s.backfill_at is null or s.backfill_at <= now()) and not s.troubles ? 'pull', false) as backfill_due,
          s.sweep, coalesce(s.sweep_at <= now() and not s.troubles ? 'pull', false) as sweep_due, coalesce(s.troubles, '{}') as troubles
        from mappings m left join mapping_syncs s on s.workspace_id = m.workspace_id and s.mapping_id = m.id
        where m.workspace_id = ${workspaceId} and m.connection_id = ${connectionId} order by m.created_at, m.id`.execute(),
      readLinkedUsers(tx, { workspaceId, connectionId }),
    ])
    if (connection === undefined) return null
    const { throttledMs, inboxCursor, lostRights, ...rest } = connection
    return { connection: rest, mappings, users, throttledMs, inboxCursor, lostRights }
  })

export const readLinkedUsers = (tx: Tx, { workspaceId, connectionId }: ConnectionRef): Promise<LinkedUser[]> =>
  tx<LinkedUser[]>`
    select u.external_user_id, u.member_id, m.removed_at is not null as has_left from user_links u
    join members m on m.workspace_id = u.workspace_id and m.id = u.member_id
    where u.workspace_id = ${workspaceId} and u.connection_id = ${connectionId} order by u.how desc, u.created_at`.execute()

/** How far a mapping's changes are read; `pullAfterMs` when they are asked for again, null: as it was. */
export const saveCursors = (
  tx: Tx,
  workspaceId: string,
  mappingId: string,
  cursors: SyncMapping['cursors'],
  pullAfterMs: number | null,
) => tx`
  insert into mapping_syncs (workspace_id, mapping_id, cursors, pull_at, sweep_at)
  values (${workspaceId}, ${mappingId}, ${tx.json(cursors as never)}, now() + ${pullAfterMs} * interval '1 ms', now() + interval '1 day')
  on conflict (workspace_id, mapping_id) do update set cursors = mapping_syncs.cursors || excluded.cursors, pull_at = coalesce(excluded.pull_at, mapping_syncs.pull_at),
    sweep_at = coalesce(mapping_syncs.sweep_at, excluded.sweep_at)`

export const saveSubscription = (
  tx: Tx,
  workspaceId: string,
  mappingId: string,
  subscription: NonNullable<SyncMapping['subscription']>,
) => tx`
  insert into mapping_syncs (workspace_id, mapping_id, since, subscription)
  select workspace_id, id, created_at, ${tx.json(subscription as never)}::jsonb from mappings where workspace_id = ${workspaceId} and id = ${mappingId}
  on conflict (workspace_id, mapping_id) do update set subscription = excluded.subscription`

/** How far a sweep is; null: it is through, and the next is due in a day. */
export const saveSweep = (tx: Tx, workspaceId: string, mappingId: string, sweep: SyncMapping['sweep']) => tx`
  update mapping_syncs set sweep = ${sweep === null ? null : tx.json(sweep as never)},
    sweep_at = case when ${sweep === null} then now() + interval '1 day' else sweep_at end
  where workspace_id = ${workspaceId} and mapping_id = ${mappingId}`

/** A page of a backfill is done. Paused meanwhile, it stays so. */
export const saveBackfill = (
  tx: Tx,
  workspaceId: string,
  mappingId: string,
  page: {
    cursors: SyncMapping['backfillCursors']
    done: number
    total: number | null
    /** So many more than were counted before. */
    more: number
    ended: boolean
  },
) => tx`
  update mapping_syncs set backfill_cursors = backfill_cursors || ${tx.json(page.cursors as never)}, backfill_done = backfill_done + ${page.done},
    backfill_total = coalesce(${page.total}, backfill_total) + ${page.more},
    backfill = case when ${page.ended} then 'done' else backfill end, backfill_ended_at = case when ${page.ended} then now() end
  where workspace_id = ${workspaceId} and mapping_id = ${mappingId}`

/** How many tasks of a project are nothing there yet; those that are archived go nowhere. */
export const countUnlinked = (store: Store, { workspaceId, connectionId }: SyncClaim, projectId: string) =>
  store.read(workspaceId, async (tx) => {
    const [row] = await tx<{ count: number }[]>`
      select count(*)::int as count from tasks t
      where t.workspace_id = ${workspaceId} and t.project_id = ${projectId} and t.deleted_at is null and t.archived_at is null
        and not exists (select from external_items x where x.workspace_id = t.workspace_id and x.connection_id = ${connectionId} and x.entity_id = t.id)`
    return row?.count ?? 0
  })

/** Tasks of a project that are nothing there yet, in the order of their ids. */
export const unlinkedTasks = (
  store: Store,
  { workspaceId, connectionId }: SyncClaim,
  projectId: string,
  afterId: string | null,
  most: number,
) =>
  store.read(
    workspaceId,
    (tx) => tx<{ id: string }[]>`
      select t.id from tasks t
      where t.workspace_id = ${workspaceId} and t.project_id = ${projectId} and t.deleted_at is null and t.archived_at is null
        and (${afterId}::uuid is null or t.id > ${afterId}::uuid)
        and not exists (select from external_items x where x.workspace_id = t.workspace_id and x.connection_id = ${connectionId} and x.entity_id = t.id)
      order by t.id limit ${most}`,
  )

/** How far a connection's inbox is read. */
export const saveInboxCursor = (tx: Tx, { workspaceId, connectionId }: SyncClaim, cursor: unknown) => tx`
  update connection_syncs set inbox_cursor = ${tx.json(cursor as never)}
  where workspace_id = ${workspaceId} and connection_id = ${connectionId}`
