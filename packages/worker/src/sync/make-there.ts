import { deriveId } from '@orchestrator/domain'
import { fieldsOf, hashOf, type Item, type ItemRef, ourSide, type SideFields, sideOf } from '@orchestrator/integrations'
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
export async function makeThere(
  context: SyncContext,
  { mapping, type, entityKind, entity, on, begun }: MakeThere,
): Promise<void> {
  const { store, claim, session, stillMine } = context
  const { workspaceId } = claim
  const fields = fieldsOf(context.connector, mapping, type, true)
  const parentId = entity['parentId']
  const wanted = { entityIds: typeof parentId === 'string' ? [parentId] : [], externalIds: [] }
  const names = await readNames(store, claim, context.state.users, type, mapping.projectId, wanted)
  const side = ourSide(entity, fields, names)
  const item = begun ?? (await begin(context, { mapping, type, entityKind, entity, on, side }))
  const marker = item.marker ?? item.id
  const where = { containerId: mapping.containerId, type, on, marker }
  const since = new Date(Date.parse(item.makingSince ?? new Date().toISOString()) - skewMs).toISOString()
  const found = begun === null ? null : await session.search({ ...where, since })
  stillMine()
  const made = found ?? (await session.create({ ...where, fields: written(side, fields) }))
  await store.write(workspaceId, async (tx) => {
    await changeItem(tx, workspaceId, item, linkTo(made, fields))
    if (fields.type.entity === 'task') await addHanging(context, tx, mapping, entity.id)
    // What was changed here since it was begun has to follow.
    if (found !== null)
      await addWork(tx, workspaceId, claim.connectionId, [{ mappingId: mapping.id, entityKind, entityId: entity.id }])
  })
}

/** That what was begun is this one there. */
export function linkTo(made: Item, fields: SideFields) {
  const baseTheirs = sideOf(made, fields)
  return { ...placeOf(made), state: 'linked' as const, makingSince: null, baseTheirs, writtenHash: hashOf(baseTheirs) }
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
        marker: id,
      },
      ...{ makingSince: new Date().toISOString(), onExternalId: on?.id ?? null, baseOurs: side, baseTheirs: {} },
    })
    const item = await itemOfEntity(tx, claim, entity.id)
    if (item === null) throw new Error(`the item of ${entity.id} was not kept`)
    return item
  })
}

/** Comments that were there before their task was made there, and tasks below it, which can be told of it now. */
async function addHanging({ claim }: SyncContext, tx: Tx, mapping: SyncMapping, taskId: string): Promise<void> {
  const { workspaceId, connectionId } = claim
  const comments = mapping.comments
    ? await tx<{ id: string }[]>`
        select id from comments where workspace_id = ${workspaceId} and task_id = ${taskId} and deleted_at is null`
    : []
  const below = mapping.fields.some(({ ours }) => ours === 'parentId')
    ? await tx<{ id: string }[]>`
        select t.id from tasks t join external_items x on x.workspace_id = t.workspace_id and x.entity_id = t.id and x.connection_id = ${connectionId}
        where t.workspace_id = ${workspaceId} and t.parent_id = ${taskId} and t.deleted_at is null`
    : []
  const workFor = (entityKind: 'task' | 'comment', rows: readonly { id: string }[]) =>
    rows.map(({ id }) => ({ mappingId: mapping.id, entityKind, entityId: id }))
  await addWork(tx, workspaceId, connectionId, [...workFor('comment', comments), ...workFor('task', below)])
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
