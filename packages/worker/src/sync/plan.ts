import { type Command, deriveId, mergeSides, type Names, type Side, toFields } from '@orchestrator/domain'
import { fieldsOf, hashOf, type Item, ourSide, pick, type SideFields, sideOf } from '@orchestrator/integrations'
import {
  type AppliedCommand,
  changeItem,
  type ExternalItem,
  insertItem,
  type SyncChange,
  type SyncMapping,
  type Tx,
} from '@orchestrator/store'
import { decidedRules, type knownConflicts, tellConflicts } from './conflicts.ts'
import { madeHere } from './made-here.ts'
import type { SyncContext } from './sync-context.ts'

/** What is to be done for one thing: first here, in one transaction, then there. */
export interface Plan {
  readonly here: SyncChange | null
  readonly there: (() => Promise<void>) | null
}

export const nothing: Plan = { here: null, there: null }

type Entity = Readonly<Record<string, unknown>> & {
  readonly id: string
  readonly version: number
  readonly updatedAt: string
}

type KnownConflicts = Awaited<ReturnType<typeof knownConflicts>>

/** A thing that is on both sides: what either changed goes to the other. */
export function planMerge(
  context: SyncContext,
  known: {
    mapping: SyncMapping
    item: ExternalItem
    entity: Entity
    theirs: Item
    names: Names
    conflicts: KnownConflicts
  },
): Plan {
  const { mapping, item, entity, theirs, names } = known
  const fields = fieldsOf(context.connector, mapping, item.type, madeHere(item))
  const sides = {
    baseOurs: item.baseOurs,
    baseTheirs: item.baseTheirs,
    ours: ourSide(entity, fields, names),
    theirs: sideOf(theirs, fields),
  }
  const newer = isNewer(theirs.updatedAt, entity.updatedAt) ? 'theirs' : 'ours'
  const first = mergeSides(sides, fields.rules, newer)
  const rules = decidedRules(fields.rules, first.conflicts, known.conflicts)
  const merged = mergeSides(sides, rules, newer)
  const told = tellConflicts(fields.rules, merged.conflicts, known.conflicts, item)
  const { fields: data, unknown } = toFields(merged.toOurs, fields.rules, fields.shapes, names, entity)
  // What is nothing here has not been taken over: it is looked at again each time.
  const inward = [...Object.keys(merged.toOurs), ...merged.settled].filter((field) => !unknown.includes(field))
  const moved = item.state !== 'linked' || theirs.updatedAt !== item.theirsUpdatedAt || theirs.key !== item.externalKey
  const commands = [...told, ...(Object.keys(data).length === 0 ? [] : [updateOf(item, entity, data)])]
  const here: SyncChange | null =
    inward.length === 0 && told.length === 0 && !moved
      ? null
      : {
          commands,
          settle: (tx, applied) => [
            changeItem(tx, context.claim.workspaceId, item, {
              ...placeOf(theirs),
              state: 'linked',
              // What comes back to what we wrote is a change of theirs once it was something else.
              writtenHash: hashOf(sides.theirs) === item.writtenHash ? item.writtenHash : null,
              baseOurs: pick(
                ourSide(
                  applied.find(({ type }) => type === 'task.update' || type === 'comment.update')?.entity ?? entity,
                  fields,
                  names,
                ),
                inward,
              ),
              baseTheirs: pick(sides.theirs, inward),
            }),
          ],
        }
  const step = item.step + (here === null ? 0 : 1)
  const outward = Object.keys(merged.toTheirs)
  const there =
    outward.length === 0
      ? null
      : () => writeThere(context, { ...known, item: { ...item, step } }, fields, merged.toTheirs, sides.ours)
  return { here, there }
}

async function writeThere(
  { session, store, claim, stillMine }: SyncContext,
  { mapping, item, theirs }: { mapping: SyncMapping; item: ExternalItem; theirs: Item },
  fields: SideFields,
  values: Side,
  ours: Side,
): Promise<void> {
  stillMine()
  const answer = await session.update({ type: item.type, id: theirs.id }, mapping.containerId, values)
  const written = sideOf(answer, fields)
  await store.write(claim.workspaceId, (tx) =>
    changeItem(tx, claim.workspaceId, item, {
      ...placeOf(answer),
      baseOurs: pick(ours, Object.keys(values)),
      baseTheirs: pick(written, Object.keys(values)),
      writtenHash: hashOf(written),
    }),
  )
}

/** What is first made here of an item. */
export const firstEntityId = (connectionId: string, { type, id }: Pick<Item, 'type' | 'id'>): string =>
  deriveId(deriveId(connectionId, type, id), 'entity')

/** A thing that is only there: it is made here. Its ids follow from its id there, so it is made once. */
export function planMakeHere(
  context: SyncContext,
  known: {
    mapping: SyncMapping
    theirs: Item
    names: Names
    onEntityId: string | null
    earlier: ExternalItem | null
    isUsed: boolean
  },
): Plan {
  const { mapping, theirs, names, onEntityId, earlier, isUsed } = known
  const { workspaceId, connectionId } = context.claim
  const fields = fieldsOf(context.connector, mapping, theirs.type, false)
  const side = sideOf(theirs, fields)
  const id = earlier?.id ?? deriveId(connectionId, theirs.type, theirs.id)
  // What was made of it first was deleted here, and its mapping made anew.
  const first = isUsed ? deriveId(id, 'entity', mapping.id) : firstEntityId(connectionId, theirs)
  const entityId = earlier === null ? first : deriveId(id, 'entity', earlier.step)
  const { fields: given, unknown } = toFields(side, fields.rules, fields.shapes, names, null)
  const taken = Object.keys(side).filter((field) => !unknown.includes(field))
  const task = fields.type.entity === 'task'
  const data = task
    ? { id: entityId, projectId: mapping.projectId, title: '(no title)', ...withoutEmpty(given) }
    : { id: entityId, taskId: onEntityId, ...given }
  if (!task && !Object.hasOwn(data, 'body')) return nothing
  const command = {
    id: deriveId(entityId, 'make'),
    type: task ? 'task.create' : 'comment.create',
    data,
  } as unknown as Command
  const settle = (tx: Tx, applied: readonly AppliedCommand[]) => {
    const entity = applied[0]?.entity ?? data
    const base = { baseOurs: pick(ourSide(entity, fields, names), taken), baseTheirs: pick(side, taken) }
    return [
      earlier === null
        ? insertItem(tx, context.claim, {
            ...{
              id,
              mappingId: mapping.id,
              type: theirs.type,
              externalId: theirs.id,
              entityKind: fields.type.entity,
              entityId,
            },
            ...{
              state: 'linked',
              marker: null,
              onExternalId: theirs.on?.id ?? null,
              author: theirs.author,
              ...base,
              ...placeOf(theirs),
            },
          })
        : relink(tx, workspaceId, earlier, entityId, base),
    ]
  }
  return { here: { commands: [command], settle }, there: null }
}

/** It was deleted on both sides, and came back there. */
const relink = (
  tx: Tx,
  workspaceId: string,
  item: ExternalItem,
  entityId: string,
  base: { baseOurs: Side; baseTheirs: Side },
) =>
  tx`update external_items set entity_id = ${entityId}, state = 'linked', step = step + 1, base_ours = ${tx.json(base.baseOurs as never)},
      base_theirs = ${tx.json(base.baseTheirs as never)}, updated_at = now()
    where workspace_id = ${workspaceId} and id = ${item.id} and step = ${item.step}`.execute()

export const placeOf = (theirs: Item) => ({
  externalId: theirs.id,
  externalKey: theirs.key,
  url: theirs.url,
  theirsUpdatedAt: theirs.updatedAt,
})

/** What is empty there has its default here. */
const withoutEmpty = (fields: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0)),
  )

function updateOf(item: ExternalItem, entity: Entity, data: Readonly<Record<string, unknown>>): Command {
  const type = item.entityKind === 'task' ? 'task.update' : 'comment.update'
  return {
    id: deriveId(item.id, 'update', item.step),
    type,
    data: { id: entity.id, baseVersion: entity.version, ...data },
  } as unknown as Command
}

/** Many services know no parts of a second: within one, it is theirs. */
const isNewer = (theirs: string, ours: string) =>
  theirs.slice(0, 19) === ours.slice(0, 19) && Date.parse(theirs) % 1_000 === 0
    ? true
    : Date.parse(theirs) > Date.parse(ours)
