import { deriveId } from '@orchestrator/domain'
import {
  fieldsOf,
  hashOf,
  type Item,
  type ItemRef,
  linksOf,
  ourSide,
  ProviderError,
  pick,
  type SideFields,
  sideOf,
} from '@orchestrator/integrations'
import {
  addWork,
  changeItem,
  type ExternalItem,
  insertItem,
  itemOfEntity,
  readNames,
  type SyncMapping,
  type SyncWork,
  type Tx,
} from '@orchestrator/store'
import { placeOf } from './plan.ts'
import { signComment } from './sign-comment.ts'
import type { SyncContext } from './sync-context.ts'

/** The clocks of both sides may differ by so much. */
const skewMs = 600_000

export interface MakeThere {
  readonly mapping: SyncMapping
  readonly type: string
  readonly entityKind: SyncWork['entityKind'] & string
  readonly entity: Readonly<Record<string, unknown>> & { readonly id: string }
  /** Of a comment: the item on which it is made. */
  readonly on: ItemRef | null
  /** It was begun before, and its end is not known. */
  readonly begun: ExternalItem | null
}

/**
 * Makes a thing there. What it will be known by is kept first; after an answer that was lost it is looked for by that before it is
 * made again, so there is one.
 */
export async function makeThere(context: SyncContext, what: MakeThere): Promise<void> {
  try {
    await makeOrFind(context, what)
  } catch (error) {
    if (!(error instanceof ProviderError && error.kind === 'not_found') || what.on === null) throw error
    if (await isThere(context, what.mapping, what.on)) throw error
    // On what is gone nothing is made, ever: it ends as for a task that is gone, which is looked at now.
    const gone = { mappingId: what.mapping.id, type: what.on.type, externalId: what.on.id, onExternalId: null }
    const { store, claim } = context
    await store.write(claim.workspaceId, (tx) => addWork(tx, claim.workspaceId, claim.connectionId, [gone]))
  }
}

const isThere = async ({ session }: SyncContext, { containerId }: SyncMapping, on: ItemRef): Promise<boolean> =>
  (await session.get(on, containerId))?.containerId === containerId

async function makeOrFind(
  context: SyncContext,
  { mapping, type, entityKind, entity, on, begun }: MakeThere,
): Promise<void> {
  const { store, claim, session, stillMine } = context
  const { workspaceId } = claim
  const fields = fieldsOf(context.connector, mapping, type, true)
  const parentId = entity['parentId']
  const wanted = { entityIds: typeof parentId === 'string' ? [parentId] : [], externalIds: [], fields: mapping.fields }
  const names = await readNames(store, claim, context.state.users, type, mapping, wanted)
  const side = ourSide(entity, fields, names)
  const item = begun ?? (await begin(context, { mapping, type, entityKind, entity, on, side }))
  const marker = item.marker ?? entity.id
  const where = { containerId: mapping.containerId, type, on, marker }
  const from = begun?.makingSince ?? String(entity['createdAt'])
  const since = new Date(Date.parse(from) - skewMs).toISOString()
  const found = begun !== null || mayBeThere(mapping, entity) ? await session.search({ ...where, since }) : null
  if (found !== null) {
    await store.write(workspaceId, async (tx) => {
      await changeItem(tx, workspaceId, item, { mappingId: mapping.id, ...linkToFound(found, item, fields) })
      if (entityKind === 'task') await addHanging(context, tx, mapping, entity.id)
      // What either side changed since it was sent is merged against what was sent.
      await addWork(tx, workspaceId, claim.connectionId, [{ mappingId: mapping.id, entityKind, entityId: entity.id }])
    })
    return
  }
  // What is sent now is what both sides begin with, whatever an earlier try would have sent.
  if (begun !== null)
    await store.write(workspaceId, (tx) => changeItem(tx, workspaceId, item, { mappingId: mapping.id, baseOurs: side }))
  const step = item.step + (begun === null ? 0 : 1)
  const signed = await signComment(context, fields, entity, written(side, fields))
  stillMine()
  const made = await session.create({ ...where, fields: signed })
  const baseTheirs = sideOf(made, fields)
  await store.write(workspaceId, async (tx) => {
    await changeItem(
      tx,
      workspaceId,
      { ...item, step },
      { ...placeOf(made), state: 'linked', makingSince: null, baseTheirs, writtenHash: hashOf(baseTheirs) },
    )
    if (entityKind === 'task') await addHanging(context, tx, mapping, entity.id)
  })
}

/** Whether an earlier mapping may have made it: until its backfill has read all that is there, nobody knows. */
const mayBeThere = ({ since, backfill, backfillCursors }: SyncMapping, entity: MakeThere['entity']): boolean =>
  backfill !== 'done' && !('outAfter' in backfillCursors) && Date.parse(String(entity['createdAt'])) < Date.parse(since)

/**
 * That what was begun is this one there. If nobody has touched it since it was made, what it lacks is still to be written: services make a
 * thing in several requests. Else both sides begin with what was sent, and edits of either are seen; but what the service writes last nobody
 * knows to have been written, so what was asked for holds.
 */
export function linkToFound(found: Item, { baseOurs }: ExternalItem, fields: SideFields) {
  const side = sideOf(found, fields)
  const last = pick(side, fields.type.writtenLast ?? [])
  const bases =
    found.updatedAt === found.createdAt
      ? { baseOurs: side, baseTheirs: side }
      : { baseOurs: last, baseTheirs: { ...baseOurs, ...last } }
  return { ...placeOf(found), state: 'linked' as const, makingSince: null, ...bases }
}

async function begin(
  { store, claim }: SyncContext,
  {
    mapping,
    type,
    entityKind,
    entity,
    on,
    side,
  }: Pick<MakeThere, 'mapping' | 'type' | 'entityKind' | 'entity' | 'on'> & { side: ExternalItem['baseOurs'] },
): Promise<ExternalItem> {
  const id = deriveId(claim.connectionId, entity.id)
  return store.write(claim.workspaceId, async (tx) => {
    await insertItem(tx, claim, {
      ...{
        id,
        mappingId: mapping.id,
        type,
        externalId: null,
        entityKind,
        entityId: entity.id,
        state: 'making',
        marker: entity.id,
      },
      ...{ makingSince: new Date().toISOString(), onExternalId: on?.id ?? null, baseOurs: side, baseTheirs: {} },
    })
    const item = await itemOfEntity(tx, claim, entity.id)
    if (item === null) throw new Error(`the item of ${entity.id} was not kept`)
    return item
  })
}

/** Comments and times that were there before their task was made there, and tasks below it and its relations, which can be told of it now. */
export async function addHanging({ claim }: SyncContext, tx: Tx, mapping: SyncMapping, taskId: string): Promise<void> {
  const { workspaceId, connectionId } = claim
  const comments = mapping.comments
    ? await tx<{ id: string }[]>`
        select id from comments where workspace_id = ${workspaceId} and task_id = ${taskId} and deleted_at is null`
    : []
  const entries = mapping.timeEntries
    ? await tx<{ id: string }[]>`
        select id from time_entries where workspace_id = ${workspaceId} and task_id = ${taskId} and ended_at is not null`
    : []
  const below = mapping.fields.some(({ ours }) => ours === 'parentId')
    ? await tx<{ id: string }[]>`
        select t.id from tasks t join external_items x on x.workspace_id = t.workspace_id and x.entity_id = t.id and x.connection_id = ${connectionId}
        where t.workspace_id = ${workspaceId} and t.parent_id = ${taskId} and t.deleted_at is null`
    : []
  const related = linksOf(mapping)
    ? await tx<{ id: string }[]>`
        select t.id from tasks t where t.workspace_id = ${workspaceId} and t.id = ${taskId} and exists (
          select from task_relations r where r.workspace_id = t.workspace_id and (r.from_task_id = t.id or r.to_task_id = t.id))`
    : []
  const workFor = (entityKind: ExternalItem['entityKind'], rows: readonly { id: string }[]) =>
    rows.map(({ id }) => ({ mappingId: mapping.id, entityKind, entityId: id }))
  await addWork(tx, workspaceId, connectionId, [
    ...workFor('comment', comments),
    ...workFor('time_entry', entries),
    ...workFor('task', [...below, ...related]),
  ])
}

/** What is empty here has its default there. */
const written = (side: ExternalItem['baseOurs'], { rules }: SideFields) =>
  Object.fromEntries(
    Object.entries(side).filter(
      ([field, value]) =>
        value !== null &&
        !(Array.isArray(value) && value.length === 0) &&
        rules.some((rule) => rule.theirs === field && rule.direction !== 'in'),
    ),
  )
