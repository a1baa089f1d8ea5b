import { deriveId, Id } from '@orchestrator/domain'
import { fieldsOf, type Item, type ItemRef } from '@orchestrator/integrations'
import {
  addWork,
  changeItem,
  type ExternalItem,
  getEntity,
  insertItem,
  itemOfEntity,
  itemOfExternal,
  releaseItem,
  type SyncMapping,
  type SyncWork,
  standingOf,
  type Tx,
  wantedOn,
} from '@orchestrator/store'
import { awaitItsTime, awaitParent } from './await-parent.ts'
import { chooseMapping } from './choose-mapping.ts'
import { comesIn } from './comes-in.ts'
import { knownConflicts } from './conflicts.ts'
import { goesAlong } from './goes-along.ts'
import { planLinks } from './links.ts'
import { firstEntityId, makingId, planMakeHere, planWant } from './make-here.ts'
import { addHanging, linkToFound, makeThere } from './make-there.ts'
import { namesFor } from './names-for.ts'
import { type Entity, nothing, type Plan, type Told } from './plan.ts'
import { planGoneBoth, planGoneHere, planGoneThere, planLeaveOut } from './plan-gone.ts'
import { planMerge } from './plan-merge.ts'
import { followMove, movedTo, planLeave, withHanging } from './plan-moved.ts'
import type { SyncContext } from './sync-context.ts'

/** What is to be done for a thing that was deleted here, if nothing has to be asked of the service for it; null: something has. */
export async function planForGone(context: SyncContext, entityId: string): Promise<Plan | null> {
  const { store, claim } = context
  const item = await store.read(claim.workspaceId, (tx) => itemOfEntity(tx, claim, entityId))
  if (item?.state !== 'linked') return nothing
  return context.mapping(item.mappingId)?.deletedHere === 'keep' ? planLeaveOut(context, item) : null
}

/** What is to be done for a thing that changed here. */
export async function planForEntity(context: SyncContext, work: SyncWork, told?: Told): Promise<Plan> {
  const { store, claim } = context
  const entityId = work.entityId ?? ''
  const { item, entity, waiting } = await store.read(claim.workspaceId, async (tx) => {
    const found = await itemOfEntity(tx, claim, entityId)
    return {
      item: found,
      entity: await readEntity(tx, context, work.entityKind ?? 'task', entityId),
      waiting: found?.entityKind === 'task' ? await wantedOn(tx, claim, found) : [],
    }
  })
  if (item === null || item.state === 'making')
    return entity === null ? nothing : planNewThere(context, work, entity, item)
  const mapping = context.mapping(item.mappingId)
  if (mapping === undefined || !mapping.enabled) return nothing
  if (waiting.length > 0)
    await store.write(claim.workspaceId, (tx) => addWork(tx, claim.workspaceId, claim.connectionId, waiting))
  return planLinked(context, mapping, item, entity, told)
}

/**
 * What is to be done for an item that changed there.
 * @param told as it is there, when that is known already
 * @param seen its link, when that was read already; null: it has none
 */
export async function planForItem(
  context: SyncContext,
  work: SyncWork,
  told?: Told,
  seen?: ExternalItem | null,
): Promise<Plan> {
  const { store, claim } = context
  const { type, externalId } = work
  if (type === null || externalId === null) return nothing
  const known =
    seen !== undefined ? seen : await store.read(claim.workspaceId, (tx) => itemOfExternal(tx, claim, type, externalId))
  if (known === null) await awaitItsTime(context, work.onExternalId)
  const mapping = context.mapping(known?.mappingId ?? work.mappingId)
  if (mapping === undefined || !(mapping.enabled || context.mapping(work.mappingId)?.enabled)) return nothing
  const found = told ?? (await readThere(context, mapping, { type, id: externalId }))
  // Of one that is switched off nothing is done but to follow what has moved to another.
  if (!mapping.enabled && movedTo(context, mapping, found.item) === null) return nothing
  if (known !== null) return planLinked(context, mapping, known, await entityOf(context, known), found)
  const theirs = found.item
  // Whoever told of it: it goes by the mapping of where it is.
  const at = theirs?.containerId === mapping.containerId ? mapping : movedTo(context, mapping, theirs)
  if (theirs === null || at === null) return nothing
  const item = theirs.marker ? await adopt(context, at, theirs) : null
  if (item !== null) return planLinked(context, at, item, await entityOf(context, item), found)
  return at.direction === 'out' ? nothing : planNewHere(context, at, found, null)
}

async function readThere(context: SyncContext, mapping: SyncMapping, ref: ItemRef): Promise<Told> {
  const readAt = performance.now()
  return { item: await context.session.get(ref, mapping.containerId), readAt }
}

async function planLinked(
  context: SyncContext,
  mapping: SyncMapping,
  item: ExternalItem,
  entity: Entity | null,
  told?: Told,
): Promise<Plan> {
  const { store, claim } = context
  if (item.externalId === null) return nothing
  if (entity !== null && item.state !== 'wanted' && (await isHeld(context, item.entityKind, entity))) return nothing
  // Lists may be older than what the service answered to our own last write.
  const isOld = told?.item && item.theirsUpdatedAt !== null && told.item.updatedAt < item.theirsUpdatedAt
  const { item: found, readAt } =
    told !== undefined && !isOld ? told : await readThere(context, mapping, { type: item.type, id: item.externalId })
  const to = movedTo(context, mapping, found)
  if (to?.projectId === mapping.projectId)
    return planLinked(context, to, await followMove(context, { to, item }), entity, { item: found, readAt })
  if (to !== null && to.direction !== 'out') {
    if (item.onExternalId !== null) {
      // A part goes with that on which it is, and stays on the old task as well.
      await store.write(claim.workspaceId, (tx) => releaseItem(tx, claim, item))
      return planNewHere(context, to, { item: found, readAt }, null)
    }
    if (item.state === 'linked') return planLeave(context, { from: mapping, to, item, entity })
    return withHanging(context, await planNewHere(context, to, { item: found, readAt }, item), { to, item })
  }
  // What was moved elsewhere is no longer what is mapped.
  const theirs = found?.containerId === mapping.containerId ? found : null
  if (theirs === null) {
    if (item.state === 'linked') return planGoneThere(context, { mapping, item, entity })
    return item.state === 'left_out' || item.state === 'wanted' ? planGoneBoth(context, item) : nothing
  }
  if (item.state === 'wanted')
    return mapping.direction === 'out' ? nothing : planNewHere(context, mapping, { item: theirs, readAt }, item)
  if (entity !== null) {
    const names = await namesFor(context, mapping, entity, theirs)
    const conflicts = await context.store.read(context.claim.workspaceId, (tx) =>
      knownConflicts(tx, context, mapping.fields, entity.id),
    )
    const isListed = found === told?.item
    const links = await planLinks(context, { mapping, item, theirs, isListed })
    return planMerge(context, { mapping, item, entity, theirs, readAt, names, conflicts, links })
  }
  // Deleted on both sides, and there again.
  if (item.state === 'gone_there') return planNewHere(context, mapping, { item: theirs, readAt }, item)
  return planGoneHere(context, { mapping, item, theirs })
}

async function planNewHere(
  context: SyncContext,
  mapping: SyncMapping,
  told: Told,
  earlier: ExternalItem | null,
): Promise<Plan> {
  const { store, claim } = context
  const theirs = told.item
  if (theirs === null) return nothing
  const { type } = fieldsOf(context.connector, mapping, theirs.type, false)
  if (!goesAlong(mapping, type.entity)) return nothing
  const on = theirs.on
  const find = (ref: ItemRef) => store.read(claim.workspaceId, (tx) => itemOfExternal(tx, claim, ref.type, ref.id))
  let parent = on === null ? null : await find(on)
  // What has moved is taken there first.
  if (on !== null && parent?.mappingId !== mapping.id) {
    await context.doFirst(mapping, on)
    parent = await find(on)
  }
  const isHere = parent?.state === 'linked' && parent.mappingId === mapping.id
  const mayCome = parent === null || parent.state === 'linked' || parent.state === 'gone_there'
  if (on !== null && !isHere && mayCome) await awaitParent(context, on)
  // On something that is nothing here, or no longer.
  if (on !== null && !isHere) return nothing
  if (parent !== null && (await isArchived(context, parent.entityId)))
    return earlier === null ? planWant(context, { mapping, theirs, entityKind: type.entity }) : nothing
  const again = earlier === null ? await linkedBefore(context, mapping, theirs) : null
  if (again?.item) return planLinked(context, mapping, again.item, await entityOf(context, again.item), told)
  // What is to come back was chosen by a person.
  if (earlier?.state !== 'wanted' && !(await comesIn(context, mapping, theirs, told.isFound))) return nothing
  const names = await namesFor(context, mapping, null, theirs)
  const onEntityId = parent?.entityId ?? null
  return planMakeHere(context, { mapping, theirs, names, onEntityId, earlier, isUsed: again !== null })
}

/** Nothing changes of what is archived, here or there, until it is brought back; then both sides are merged as after any other time. */
const isHeld = async (context: SyncContext, kind: ExternalItem['entityKind'], entity: Entity): Promise<boolean> =>
  kind === 'task' ? entity['archivedAt'] !== null : isArchived(context, entity.id)

async function isArchived({ store, claim }: SyncContext, entityId: string): Promise<boolean> {
  const standing = await store.read(claim.workspaceId, (tx) => standingOf(tx, claim.workspaceId, [entityId]))
  return standing.get(entityId) === 'held'
}

async function planNewThere(
  context: SyncContext,
  work: SyncWork,
  entity: Entity,
  begun: ExternalItem | null,
): Promise<Plan> {
  const { store, claim, connector } = context
  const entityKind = work.entityKind ?? 'task'
  const type = connector.itemTypes.find((one) => one.entity === entityKind)
  if (type === undefined) return nothing
  // A timer that runs is no time yet.
  if (entityKind === 'time_entry' && entity['endedAt'] === null) return nothing
  const onEntityId = entityKind === 'task' ? null : String(entity['taskId'])
  const parent =
    onEntityId === null ? null : await store.read(claim.workspaceId, (tx) => itemOfEntity(tx, claim, onEntityId))
  // Of a task that is not there nothing is there; once it is made, its comments follow.
  if (onEntityId !== null && parent?.state !== 'linked') return nothing
  const mapping =
    onEntityId === null && begun !== null
      ? context.mapping(begun.mappingId)
      : await chooseMapping(context, { work, entity, parent })
  if (!mapping?.enabled || mapping.direction === 'in' || !goesAlong(mapping, entityKind)) return nothing
  const on = parent?.externalId ? { type: parent.type, id: parent.externalId } : null
  const there = async () => {
    await makeThere(context, { mapping, type: type.type, entityKind, entity, on, begun })
    return undefined
  }
  return { about: entity.id, here: null, links: [], there }
}

/** What a mapping that was deleted since has made of it: linked again if it is still there. null: nothing. */
async function linkedBefore(
  context: SyncContext,
  mapping: SyncMapping,
  theirs: Item,
): Promise<{ item: ExternalItem | null } | null> {
  const { store, claim, connector } = context
  const { entity: kind } = fieldsOf(connector, mapping, theirs.type, false).type
  const entityId = firstEntityId(claim.connectionId, theirs)
  return store.write(claim.workspaceId, async (tx) => {
    // Time entries that were deleted leave nothing but what made them.
    const rows =
      kind === 'task'
        ? await tx`select 1 from tasks where workspace_id = ${claim.workspaceId} and id = ${entityId}`
        : kind === 'comment'
          ? await tx`select 1 from comments where workspace_id = ${claim.workspaceId} and id = ${entityId}`
          : await tx`select 1 from commands where workspace_id = ${claim.workspaceId} and id = ${makingId(entityId)}`
    if (rows.length === 0) return null
    return { item: await relink(tx, context, mapping, theirs, { entityId, kind, marker: null }) }
  })
}

/**
 * It carries our marker, the id of what it was made from: the answer to its making was lost, or its mapping was deleted and made again.
 * A copy of what we made carries it too, and is another.
 */
async function adopt(context: SyncContext, mapping: SyncMapping, theirs: Item): Promise<ExternalItem | null> {
  const { store, claim, connector } = context
  const entityId = theirs.marker ?? ''
  if (!Id.safeParse(entityId).success) return null
  const fields = fieldsOf(connector, mapping, theirs.type, true)
  const { entity: kind } = fields.type
  return store.write(claim.workspaceId, async (tx) => {
    const item = await itemOfEntity(tx, claim, entityId)
    if (item === null) return relink(tx, context, mapping, theirs, { entityId, kind, marker: entityId })
    if (item.state !== 'making' || item.type !== theirs.type) return null
    await changeItem(tx, claim.workspaceId, item, { mappingId: mapping.id, ...linkToFound(theirs, item, fields) })
    // What waited for it was let go when it was not there yet.
    if (kind === 'task') await addHanging(context, tx, mapping, entityId)
    return itemOfExternal(tx, claim, theirs.type, theirs.id)
  })
}

/** Links what is on both sides already, without a base: what only one side has is taken over, what both have is merged. */
async function relink(
  tx: Tx,
  context: SyncContext,
  mapping: SyncMapping,
  theirs: Item,
  { entityId, kind, marker }: { entityId: string; kind: ExternalItem['entityKind']; marker: string | null },
): Promise<ExternalItem | null> {
  const { claim } = context
  const entity = await readEntity(tx, context, kind, entityId)
  if (entity?.['projectId'] !== mapping.projectId) return null
  await insertItem(tx, claim, {
    ...{ id: deriveId(claim.connectionId, theirs.type, theirs.id), mappingId: mapping.id, type: theirs.type },
    ...{ externalId: theirs.id, onExternalId: theirs.on?.id ?? null, entityKind: kind, entityId, marker },
    ...{ state: 'linked', author: theirs.author, baseOurs: {}, baseTheirs: {} },
  })
  return itemOfExternal(tx, claim, theirs.type, theirs.id)
}

const entityOf = ({ store, claim, ...context }: SyncContext, item: ExternalItem): Promise<Entity | null> =>
  store.read(claim.workspaceId, (tx) => readEntity(tx, { store, claim, ...context }, item.entityKind, item.entityId))

const readEntity = async (
  tx: Tx,
  { claim }: SyncContext,
  kind: 'task' | 'comment' | 'time_entry',
  id: string,
): Promise<Entity | null> => ((await getEntity(tx, claim.workspaceId, kind, id)) as Entity | undefined) ?? null
