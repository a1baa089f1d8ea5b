import type { Names } from '@orchestrator/domain'
import type { Item } from '@orchestrator/integrations'
import { readNames, type SyncMapping } from '@orchestrator/store'
import { lookAgainAfter } from './await-parent.ts'
import type { Entity } from './plan.ts'
import type { SyncContext } from './sync-context.ts'

/** Of a parent that is only there yet, the task is made first. */
export async function namesFor(
  context: SyncContext,
  mapping: SyncMapping,
  entity: Entity | null,
  theirs: Item,
): Promise<Names> {
  const names = await knownNames(context, mapping, entity, theirs)
  const parentId = parentOf(mapping, theirs)
  if (parentId === null || names.entityOf(parentId) !== null) return names
  const parent = { type: theirs.type, id: parentId }
  await context.doFirst(mapping, parent)
  const found = await knownNames(context, mapping, entity, theirs)
  if (found.entityOf(parentId) === null) await lookAgainAfter(context, { mapping, child: theirs, parent })
  return found
}

/** As things are: of a parent that is only there yet, nothing is known. */
export function knownNames(
  { store, claim, state }: SyncContext,
  mapping: SyncMapping,
  entity: Entity | null,
  theirs: Item,
): Promise<Names> {
  const parentId = entity?.['parentId']
  const parent = parentOf(mapping, theirs)
  const wanted = {
    entityIds: typeof parentId === 'string' ? [parentId] : [],
    externalIds: parent === null ? [] : [parent],
    // Of a comment nothing is named.
    fields: mapping.fields.filter(
      ({ ours, theirs: key }) =>
        theirs.on === null && (!isPlan(ours) || (entity?.[ours] ?? theirs.fields[key] ?? null) !== null),
    ),
  }
  return readNames(store, claim, state.users, theirs.type, mapping, wanted)
}

function parentOf({ fields }: SyncMapping, theirs: Item): string | null {
  const field = fields.find(({ ours }) => ours === 'parentId')?.theirs
  const parent = field === undefined ? null : theirs.fields[field]
  return typeof parent === 'string' ? parent : null
}

const isPlan = (ours: string) => ours === 'milestoneId' || ours === 'cycleId'
