import { compileMappingFilter } from '@orchestrator/domain'
import { type ExternalItem, passWork, type SyncMapping, type SyncWork } from '@orchestrator/store'
import type { Entity } from './plan.ts'
import type { SyncContext } from './sync-context.ts'

/**
 * By which mapping a thing that is nothing there yet is made there: what hangs on a task where its task is; a task by the first that is on
 * and whose filter it meets. null: by none, for now or ever.
 * @param parent the item of the task on which it hangs
 */
export async function chooseMapping(
  context: SyncContext,
  { work, entity, parent }: { work: SyncWork; entity: Entity; parent: ExternalItem | null },
): Promise<SyncMapping | null> {
  if (work.entityKind !== 'task') {
    const mapping = parent === null ? undefined : context.mapping(parent.mappingId)
    return mapping?.enabled ? mapping : null
  }
  const fitting = sendingTo(context, String(entity['projectId'])).filter((mapping) => meets(mapping, entity))
  const chosen = fitting.find(({ enabled }) => enabled)
  if (chosen !== undefined) return chosen
  // It waits for the one that is switched off.
  const [first] = fitting
  const { store, claim } = context
  if (first !== undefined) await store.write(claim.workspaceId, (tx) => passWork(tx, claim, work, first.id))
  return null
}

/** The mappings by which new tasks of a project may go there, the oldest first. */
export const sendingTo = ({ state }: Pick<SyncContext, 'state'>, projectId: string): readonly SyncMapping[] =>
  state.mappings.filter((mapping) => mapping.projectId === projectId && mapping.direction !== 'in')

/** Whether a task that is not there yet is to be made there. */
export const meets = ({ filter }: SyncMapping, task: Entity): boolean =>
  filter === null || compileMappingFilter(filter).test({}, {}, { task }).matched
