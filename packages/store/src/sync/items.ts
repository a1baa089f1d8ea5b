import type { Side } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import type { ConnectionRef } from './claims.ts'
import { addWork } from './work.ts'

/** A thing there and the one here that is the same. */
export interface ExternalItem {
  readonly id: string
  readonly mappingId: string
  readonly type: string
  /** null while it is being made there. */
  readonly externalId: string | null
  readonly externalKey: string | null
  readonly url: string | null
  readonly onExternalId: string | null
  readonly entityKind: 'task' | 'comment' | 'time_entry'
  readonly entityId: string
  /** left_out: its thing was deleted here, and the item stays there. wanted: it is to be made here, anew or once its task is not archived. */
  readonly state: 'making' | 'linked' | 'gone_there' | 'gone_here' | 'left_out' | 'wanted'
  /** Set for what was made there from here. */
  readonly marker: string | null
  readonly makingSince: string | null
  readonly baseOurs: Side
  readonly baseTheirs: Side
  /** By field, what of it there is nothing here. */
  readonly leftThere: Side
  readonly theirsUpdatedAt: string | null
  readonly writtenHash: string | null
  /** Grows with each change that is made here: its commands get their ids from it, so that two who do the same do it once. */
  readonly step: number
}

const columns = (tx: Tx) => tx`
  id, mapping_id, type, external_id, external_key, url, on_external_id, entity_kind, entity_id, state, marker, making_since, base_ours, base_theirs,
  left_there, theirs_updated_at, written_hash, step`

export async function itemOfEntity(tx: Tx, { workspaceId, connectionId }: ConnectionRef, entityId: string) {
  const [item] = await tx<ExternalItem[]>`
    select ${columns(tx)} from external_items
    where workspace_id = ${workspaceId} and connection_id = ${connectionId} and entity_id = ${entityId}`
  return item ?? null
}

export async function itemOfExternal(
  tx: Tx,
  { workspaceId, connectionId }: ConnectionRef,
  type: string,
  externalId: string,
) {
  const [item] = await tx<ExternalItem[]>`
    select ${columns(tx)} from external_items
    where workspace_id = ${workspaceId} and connection_id = ${connectionId} and type = ${type} and external_id = ${externalId}`
  return item ?? null
}

/** Those of a page that are linked, by their ids there. */
export async function itemsOfExternals(
  tx: Tx,
  { workspaceId, connectionId }: ConnectionRef,
  type: string,
  externalIds: readonly string[],
): Promise<ReadonlyMap<string, ExternalItem>> {
  const items = await tx<ExternalItem[]>`
    select ${columns(tx)} from external_items
    where workspace_id = ${workspaceId} and connection_id = ${connectionId} and type = ${type} and external_id = any(${externalIds as string[]}::text[])`
  return new Map(items.map((item) => [item.externalId ?? '', item]))
}

export type NewItem = Omit<
  ExternalItem,
  'step' | 'externalKey' | 'url' | 'theirsUpdatedAt' | 'writtenHash' | 'makingSince' | 'leftThere'
> &
  Partial<Pick<ExternalItem, 'externalKey' | 'url' | 'theirsUpdatedAt' | 'makingSince' | 'leftThere'>> & {
    readonly author?: unknown
  }

/** Nothing happens when it is there already: whoever comes second reads what the first wrote. */
export const insertItem = (tx: Tx, { workspaceId, connectionId }: ConnectionRef, item: NewItem) =>
  tx`insert into external_items (workspace_id, id, connection_id, mapping_id, type, external_id, external_key, url, on_external_id, author, entity_kind, entity_id,
      state, marker, making_since, base_ours, base_theirs, left_there, theirs_updated_at, step)
    values (${workspaceId}, ${item.id}, ${connectionId}, ${item.mappingId}, ${item.type}, ${item.externalId}, ${item.externalKey ?? null}, ${item.url ?? null},
      ${item.onExternalId}, ${item.author ? tx.json(item.author as never) : null}, ${item.entityKind}, ${item.entityId}, ${item.state}, ${item.marker},
      ${item.makingSince ?? null}, ${tx.json(item.baseOurs as never)}, ${tx.json(item.baseTheirs as never)}, ${tx.json((item.leftThere ?? {}) as never)}, ${item.theirsUpdatedAt ?? null}, 1)
    on conflict do nothing`.execute()

export type ItemChange = Partial<
  Pick<
    ExternalItem,
    | 'mappingId'
    | 'externalId'
    | 'externalKey'
    | 'url'
    | 'state'
    | 'makingSince'
    | 'baseOurs'
    | 'baseTheirs'
    | 'leftThere'
    | 'theirsUpdatedAt'
    | 'writtenHash'
  >
>

/** Only if nobody has gone on from here meanwhile. Bases are merged into those that are there. */
export const changeItem = (tx: Tx, workspaceId: string, { id, step }: ExternalItem, change: ItemChange) => {
  const { baseOurs, baseTheirs, leftThere, ...plain } = change
  const sets = Object.entries(plain).map(
    ([field, value]) => tx`, ${tx(field.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`))} = ${value ?? null}`,
  )
  const left = leftThere === undefined ? tx`` : tx`left_there = ${tx.json(leftThere as never)},`
  return tx`
    update external_items set updated_at = now(), step = step + 1, ${left}
      base_ours = base_ours || ${tx.json((baseOurs ?? {}) as never)}, base_theirs = base_theirs || ${tx.json((baseTheirs ?? {}) as never)} ${sets.length > 0 ? sets : tx``}
    where workspace_id = ${workspaceId} and id = ${id} and step = ${step}`.execute()
}

/** It is in another container, and goes by its mapping now; so does what hangs on it. */
export const moveItem = (
  tx: Tx,
  { workspaceId, connectionId }: ConnectionRef,
  { id, externalId }: ExternalItem,
  mappingId: string,
) => tx`
  update external_items set mapping_id = ${mappingId}, updated_at = now()
  where workspace_id = ${workspaceId} and connection_id = ${connectionId} and (id = ${id} or on_external_id = ${externalId})`

/** It is no longer linked. */
export const releaseItem = (tx: Tx, { workspaceId }: ConnectionRef, { id }: ExternalItem) =>
  tx`delete from external_items where workspace_id = ${workspaceId} and id = ${id}`

/** What hangs on it is no longer linked, and is looked at by another mapping: one statement, that goes out at once. */
export const passHanging = (
  tx: Tx,
  { workspaceId, connectionId }: ConnectionRef,
  { externalId }: ExternalItem,
  mappingId: string,
) =>
  tx`
  with released as (
    delete from external_items where workspace_id = ${workspaceId} and connection_id = ${connectionId} and on_external_id = ${externalId}
    returning type, external_id, on_external_id)
  insert into sync_work (workspace_id, connection_id, mapping_id, key, type, external_id, on_external_id, due_at, first_at)
  select ${workspaceId}, ${connectionId}, ${mappingId}, type || ' ' || external_id, type, external_id, on_external_id, now(), now()
  from released where external_id is not null order by 4
  on conflict (workspace_id, connection_id, key) do update set changes = sync_work.changes + 1, due_at = now(), attempts = 0,
    mapping_id = excluded.mapping_id`.execute()

/** Which of these are linked; they were seen by a sweep that began then. */
export async function knownOf(
  tx: Tx,
  { workspaceId, connectionId }: ConnectionRef,
  type: string,
  externalIds: readonly string[],
  seenAt: string,
): Promise<ReadonlySet<string>> {
  const rows = await tx<{ externalId: string }[]>`
    update external_items set seen_at = ${seenAt}
    where workspace_id = ${workspaceId} and connection_id = ${connectionId} and type = ${type} and external_id = any(${externalIds as string[]}::text[])
    returning external_id`
  return new Set(rows.map(({ externalId }) => externalId))
}

/** A sweep has gone through all that is there of a type: what is known and was not seen is looked up. */
export async function endSweepOf(
  tx: Tx,
  { workspaceId, connectionId }: ConnectionRef,
  mappingId: string,
  type: string,
  startedAt: string,
): Promise<void> {
  const rows = await tx<{ externalId: string; onExternalId: string | null }[]>`
    select external_id, on_external_id from external_items
    where workspace_id = ${workspaceId} and mapping_id = ${mappingId} and type = ${type} and state in ('linked', 'left_out', 'wanted') and external_id is not null
      and created_at < ${startedAt} and (seen_at is null or seen_at < ${startedAt})`
  const work = rows.map(({ externalId, onExternalId }) => ({ mappingId, type, externalId, onExternalId }))
  await addWork(tx, workspaceId, connectionId, work)
}
