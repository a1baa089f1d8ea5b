import type { ErrorJson } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import type { Store } from '../store.ts'
import { type SyncClaim, wakeConnections } from './claims.ts'
import { workWithMapping } from './work-with-mapping.ts'

/** Something that has to be looked at: a thing here, or one there. */
export interface SyncWork {
  readonly key: string
  readonly mappingId: string
  readonly entityKind: 'task' | 'comment' | 'time_entry' | null
  readonly entityId: string | null
  readonly type: string | null
  readonly externalId: string | null
  /** Of a comment there: the id of the item on which it is. */
  readonly onExternalId: string | null
  /** How often it was told: what came while it was looked at is looked at again. */
  readonly changes: number
  readonly attempts: number
  readonly error: ErrorJson | null
}

/** What people know a thing there by. */
export interface WorkSubject {
  readonly key: string | null
  readonly title: string | null
  readonly url: string | null
}

export type NewSyncWork = Pick<SyncWork, 'mappingId'> &
  (
    | { readonly entityKind: 'task' | 'comment' | 'time_entry'; readonly entityId: string }
    | { readonly type: string; readonly externalId: string; readonly onExternalId: string | null }
  )

/** A thing here by its id; one there by its type and its id there. */
export const workKey = (work: NewSyncWork): string =>
  'entityId' in work ? work.entityId : `${work.type} ${work.externalId}`

/** Each once, however often it is told. */
export async function addWork(
  tx: Tx,
  workspaceId: string,
  connectionId: string,
  work: readonly NewSyncWork[],
): Promise<void> {
  const rows = [...new Map(work.map((one) => [workKey(one), one])).entries()].map(([key, one]) => ({
    key,
    mapping_id: one.mappingId,
    ...('entityId' in one
      ? { entity_kind: one.entityKind, entity_id: one.entityId }
      : { type: one.type, external_id: one.externalId, on_external_id: one.onExternalId }),
  }))
  if (rows.length === 0) return
  await tx`
    insert into sync_work (workspace_id, connection_id, mapping_id, key, entity_kind, entity_id, type, external_id, on_external_id, due_at, first_at)
    select ${workspaceId}, ${connectionId}, r.mapping_id, r.key, r.entity_kind, r.entity_id, r.type, r.external_id, r.on_external_id, now(), now()
    from jsonb_to_recordset(${tx.json(rows as never)}) as r (mapping_id uuid, key text, entity_kind text, entity_id uuid, type text, external_id text, on_external_id text)
    order by r.key
    on conflict (workspace_id, connection_id, key) do update set changes = sync_work.changes + 1, due_at = now(), attempts = 0,
      mapping_id = excluded.mapping_id`
  await wakeConnections(tx, workspaceId, [connectionId])
}

/** The same for one task, beside commands: statements that go out at once. */
export const addTaskWork = (tx: Tx, workspaceId: string, connectionId: string, mappingId: string, taskId: string) => [
  tx`
    insert into sync_work (workspace_id, connection_id, mapping_id, key, entity_kind, entity_id, due_at, first_at)
    values (${workspaceId}, ${connectionId}, ${mappingId}, ${taskId}, 'task', ${taskId}, now(), now())
    on conflict (workspace_id, connection_id, key) do update set changes = sync_work.changes + 1, due_at = now(), attempts = 0`.execute(),
  wakeConnections(tx, workspaceId, [connectionId]).execute(),
]

/** The same for one item there. */
export const addItemWork = (
  tx: Tx,
  workspaceId: string,
  connectionId: string,
  { mappingId, type, externalId, onExternalId }: Exclude<NewSyncWork, { entityId: string }>,
) => [
  tx`
    insert into sync_work (workspace_id, connection_id, mapping_id, key, type, external_id, on_external_id, due_at, first_at)
    values (${workspaceId}, ${connectionId}, ${mappingId}, ${`${type} ${externalId}`}, ${type}, ${externalId}, ${onExternalId}, now(), now())
    on conflict (workspace_id, connection_id, key) do update set changes = sync_work.changes + 1, due_at = now(), attempts = 0,
      mapping_id = excluded.mapping_id`.execute(),
  wakeConnections(tx, workspaceId, [connectionId]).execute(),
]

/** It goes by another mapping, and waits if that is switched off. */
export const passWork = (
  tx: Tx,
  { workspaceId, connectionId }: SyncClaim,
  { key, changes }: SyncWork,
  mappingId: string,
) => tx`
  update sync_work set mapping_id = ${mappingId}, changes = changes + 1
  where workspace_id = ${workspaceId} and connection_id = ${connectionId} and key = ${key} and changes = ${changes}`

/**
 * What is due, of each mapping in turn what has been for longest, so that much of one keeps no other late; nothing of a connection that was paused since its round began.
 * @param sends whether what changed here is among it
 */
export const dueWork = (
  store: Store,
  { workspaceId, connectionId }: SyncClaim,
  { most, sends }: { readonly most: number; readonly sends: boolean },
) =>
  store.read(
    workspaceId,
    (tx) => tx<SyncWork[]>`
      select w.key, m.id as mapping_id, w.entity_kind, w.entity_id, w.type, w.external_id, w.on_external_id, w.changes, w.attempts, w.error
      from ${workWithMapping(tx)}
        join connections c on c.workspace_id = w.workspace_id and c.id = w.connection_id and c.status = 'active'
      where w.workspace_id = ${workspaceId} and w.connection_id = ${connectionId} and w.due_at <= now()
        and (${sends} or w.entity_id is null)
      order by row_number() over (partition by m.id order by w.due_at, w.key), w.due_at, w.key limit ${most}`,
  )

/** How long until one of these, that are there, is tried; null: none of them waits. */
export async function waitOf(
  tx: Tx,
  { workspaceId, connectionId }: SyncClaim,
  refs: readonly { readonly type: string; readonly id: string }[],
): Promise<number | null> {
  const keys = refs.map(({ type, id }) => workKey({ mappingId: '', type, externalId: id, onExternalId: null }))
  const [row] = await tx<{ waitMs: number | null }[]>`
    select extract(epoch from greatest(min(due_at), now()) - now())::float8 * 1000 as wait_ms from sync_work
    where workspace_id = ${workspaceId} and connection_id = ${connectionId} and key = any(${keys}::text[])
    having count(*) > 0`
  return row?.waitMs ?? null
}

/** It is looked at once more, the later the longer that has been in vain. */
export const lookAgain = (
  tx: Tx,
  { workspaceId, connectionId }: SyncClaim,
  work: Exclude<NewSyncWork, { entityId: string }>,
  afterMs: number,
) => tx`
  insert into sync_work as w (workspace_id, connection_id, mapping_id, key, type, external_id, on_external_id, due_at, first_at)
  values (${workspaceId}, ${connectionId}, ${work.mappingId}, ${workKey(work)}, ${work.type}, ${work.externalId}, ${work.onExternalId},
    now() + ${afterMs} * interval '1 ms', now())
  on conflict (workspace_id, connection_id, key) do update set changes = w.changes + 1, attempts = 0, error = null,
    due_at = now() + least(greatest(${afterMs} * interval '1 ms', now() - w.first_at), interval '1 day')`

/** It is done, unless it was told again meanwhile. */
export const finishWork = (tx: Tx, { workspaceId, connectionId }: SyncClaim, work: readonly SyncWork[]) =>
  tx`delete from sync_work w using unnest(${work.map(({ key }) => key)}::text[], ${work.map(({ changes }) => changes)}::bigint[]) as d (key, changes)
    where w.workspace_id = ${workspaceId} and w.connection_id = ${connectionId} and w.key = d.key and w.changes = d.changes`

/** A page has brought what was tried in vain, and now it is done. What was told of meanwhile stays. */
export const clearFailed = (tx: Tx, { workspaceId, connectionId }: SyncClaim, keys: readonly string[]) => tx`
  delete from sync_work where workspace_id = ${workspaceId} and connection_id = ${connectionId} and key = any(${keys as string[]}::text[])
    and error is not null and due_at > now()`

/** It is tried again later; what went wrong is shown with the connection. */
export const putOffWork = (
  tx: Tx,
  { workspaceId, connectionId }: SyncClaim,
  { key, changes }: SyncWork,
  { afterMs, error, counts }: { afterMs: number; error: ErrorJson | null; counts: boolean },
) => tx`
  update sync_work set attempts = attempts + ${counts ? 1 : 0}, error = ${error === null ? null : tx.json(error as never)},
    due_at = case when changes = ${changes} then now() + ${afterMs} * interval '1 ms' else due_at end
  where workspace_id = ${workspaceId} and connection_id = ${connectionId} and key = ${key}`

/** What a page brought and could not be done: like {@link putOffWork}, for what is not listed yet. */
export const listWork = (
  tx: Tx,
  { workspaceId, connectionId }: SyncClaim,
  { key, mappingId, type, externalId, onExternalId }: SyncWork,
  { afterMs, error, subject }: { afterMs: number; error: ErrorJson | null; subject: WorkSubject | null },
) => tx`
  insert into sync_work (workspace_id, connection_id, mapping_id, key, type, external_id, on_external_id, subject, attempts, error, due_at, first_at)
  values (${workspaceId}, ${connectionId}, ${mappingId}, ${key}, ${type}, ${externalId}, ${onExternalId},
    ${subject === null ? null : tx.json(subject as never)}, ${error === null ? 0 : 1}, ${error === null ? null : tx.json(error as never)},
    now() + ${afterMs} * interval '1 ms', now())
  on conflict do nothing`
