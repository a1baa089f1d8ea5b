import {
  type Command,
  deriveId,
  importedNote,
  leftThere,
  mostComment,
  type Names,
  shortened,
  toFields,
  withoutLeft,
} from '@orchestrator/domain'
import { fieldsOf, type Item, linksOf, ourSide, pick, sideOf } from '@orchestrator/integrations'
import {
  type AppliedCommand,
  addTaskWork,
  type ExternalItem,
  insertItem,
  type SyncMapping,
  type Tx,
} from '@orchestrator/store'
import { type Entity, nothing, type Plan, placeOf } from './plan.ts'
import type { SyncContext } from './sync-context.ts'

/** What is first made here of an item. */
export const firstEntityId = (connectionId: string, { type, id }: Pick<Item, 'type' | 'id'>): string =>
  deriveId(deriveId(connectionId, type, id), 'entity')

/** By which what is first made here is made. */
export const makingId = (entityId: string): string => deriveId(entityId, 'make')

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
  const fields = fieldsOf(context.connector, mapping, theirs.type, false, theirs)
  const side = sideOf(theirs, fields)
  const id = earlier?.id ?? deriveId(connectionId, theirs.type, theirs.id)
  // What was made of it first was deleted here, and its mapping made anew.
  const first = isUsed ? deriveId(id, 'entity', mapping.id) : firstEntityId(connectionId, theirs)
  const entityId = earlier === null ? first : deriveId(id, 'entity', earlier.step)
  const { fields: given, unknown, left } = toFields(side, fields.rules, fields.shapes, names, null)
  const taken = Object.keys(side).filter((field) => !unknown.includes(field))
  const { entity: kind } = fields.type
  const made = makeHere(context, { kind, mapping, theirs, names, onEntityId, given })
  if (made === null) return nothing
  const data = { id: entityId, ...made.data }
  const command = { id: makingId(entityId), type: made.type, data } as unknown as Command
  const links = linksOf(mapping)
  const linked = links && theirs.fields[links.theirs]
  const settle = (tx: Tx, applied: readonly AppliedCommand[]) => {
    const entity = applied[0]?.entity ?? data
    const base = {
      baseOurs: pick(ourSide(entity, fields, names), taken),
      baseTheirs: pick(withoutLeft(side, left), taken),
      leftThere: kind === 'task' ? leftThere(side, fields.rules, fields.shapes, names, entity) : {},
    }
    const place = { ...base, ...placeOf(theirs) }
    // Its links can be relations once it is a task: it is looked at again.
    const later =
      Array.isArray(linked) && linked.length > 0 ? addTaskWork(tx, workspaceId, connectionId, mapping.id, entityId) : []
    if (earlier !== null)
      return [relink(tx, workspaceId, earlier, { mappingId: mapping.id, entityId, ...base }), ...later]
    return [
      ...later,
      insertItem(tx, context.claim, {
        ...{ id, mappingId: mapping.id, type: theirs.type, entityKind: kind, entityId, state: 'linked', marker: null },
        ...{ onExternalId: theirs.on?.id ?? null, author: theirs.author, ...place },
      }),
    ]
  }
  return { about: entityId, here: { commands: [command], settle }, links: [], there: null }
}

/** It hangs on what is archived here: it is made once that is brought back. */
export function planWant(
  { claim }: SyncContext,
  { mapping, theirs, entityKind }: { mapping: SyncMapping; theirs: Item; entityKind: ExternalItem['entityKind'] },
): Plan {
  const entityId = firstEntityId(claim.connectionId, theirs)
  const item = {
    ...{ id: deriveId(claim.connectionId, theirs.type, theirs.id), mappingId: mapping.id, type: theirs.type },
    ...{ entityKind, entityId, state: 'wanted' as const, marker: null, onExternalId: theirs.on?.id ?? null },
    ...{ author: theirs.author, baseOurs: {}, baseTheirs: {}, ...placeOf(theirs) },
  }
  return {
    about: entityId,
    here: { commands: [], settle: (tx) => [insertItem(tx, claim, item)] },
    links: [],
    there: null,
  }
}

/** null: it has not what such a thing has here. */
function makeHere(
  { state, connector }: SyncContext,
  {
    kind,
    mapping,
    theirs: { author },
    names,
    onEntityId: taskId,
    given,
  }: {
    kind: ExternalItem['entityKind']
    mapping: SyncMapping
    theirs: Item
    names: Names
    onEntityId: string | null
    given: Readonly<Record<string, unknown>>
  },
): { readonly type: string; readonly data: Readonly<Record<string, unknown>> } | null {
  if (kind === 'task') {
    const data = { projectId: mapping.projectId, title: '(no title)', ...withoutEmpty(given) }
    return { type: 'task.create', data }
  }
  if (kind === 'comment') {
    if (!given['body']) return null
    // As the connection itself it writes for people here.
    const externalAuthor = author === null || author.id === state.connection.account.id ? null : author.name
    return { type: 'comment.import', data: { taskId, externalAuthor, ...fitting(given) } }
  }
  const { startedAt, endedAt, note = '' } = given
  if (!startedAt || !endedAt) return null
  const memberId = author === null ? null : names.memberOf(author.id)
  const who = { memberId, externalAuthor: author?.name ?? connector.name }
  return { type: 'time_entry.import', data: { taskId, ...who, startedAt, endedAt, note } }
}

export const updateType = ({ entityKind }: Pick<ExternalItem, 'entityKind'>) => `${entityKind}.update` as const

/** What of theirs is new, as a command. */
export function updateHere(
  item: ExternalItem,
  entity: Entity,
  { data, theirs: { author }, names }: { data: Readonly<Record<string, unknown>>; theirs: Item; names: Names },
): Command {
  const { note } = data
  const isTheirs = author !== null && names.memberOf(author.id) === entity['memberId']
  const named =
    item.entityKind === 'time_entry' && typeof note === 'string' && author !== null && !isTheirs
      ? { note: importedNote(author.name, note) }
      : {}
  return {
    id: deriveId(item.id, 'update', item.step),
    type: updateType(item),
    data: { id: entity.id, baseVersion: entity.version, ...fitting(data), ...named },
  } as unknown as Command
}

/** It was deleted here, and is there again, or wanted again; or it came from another project. */
const relink = (
  tx: Tx,
  workspaceId: string,
  item: ExternalItem,
  link: Pick<ExternalItem, 'mappingId' | 'entityId' | 'baseOurs' | 'baseTheirs' | 'leftThere'>,
) =>
  tx`update external_items set mapping_id = ${link.mappingId}, entity_id = ${link.entityId}, state = 'linked', step = step + 1,
      base_ours = ${tx.json(link.baseOurs as never)}, base_theirs = ${tx.json(link.baseTheirs as never)},
      left_there = ${tx.json(link.leftThere as never)}, updated_at = now()
    where workspace_id = ${workspaceId} and id = ${item.id} and step = ${item.step}`.execute()

/** Services take longer comments than ours. */
const fitting = (data: Readonly<Record<string, unknown>>) =>
  typeof data['body'] === 'string' ? { ...data, body: shortened(data['body'], mostComment) } : data

/** What is empty there has its default here. */
const withoutEmpty = (fields: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0)),
  )
