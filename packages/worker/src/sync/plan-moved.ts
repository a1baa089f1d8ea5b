import type { Item } from '@orchestrator/integrations'
import {
  addItemWork,
  changeItem,
  type ExternalItem,
  moveItem,
  passHanging,
  type SyncMapping,
} from '@orchestrator/store'
import type { Entity, Plan } from './plan.ts'
import { goneCommands } from './plan-gone.ts'
import type { SyncContext } from './sync-context.ts'

/** The mapping of where an item is, if that is another than the one by which it is known. */
export const movedTo = ({ state }: SyncContext, from: SyncMapping, found: Item | null): SyncMapping | null =>
  found === null || found.containerId === from.containerId
    ? null
    : (state.mappings.find(({ enabled, containerId }) => enabled && containerId === found.containerId) ?? null)

/** Within a project the link goes along, with those of what hangs on it. */
export async function followMove(
  { store, claim }: SyncContext,
  { to, item }: { to: SyncMapping; item: ExternalItem },
): Promise<ExternalItem> {
  await store.write(claim.workspaceId, (tx) => moveItem(tx, claim, item, to.id))
  return { ...item, mappingId: to.id }
}

/**
 * Into another project: a task is of one project for good. So for the old one it is as if it had been deleted; after that it is made anew in
 * the other.
 */
export function planLeave(
  { claim }: SyncContext,
  { from, to, item, entity }: { from: SyncMapping; to: SyncMapping; item: ExternalItem; entity: Entity | null },
): Plan {
  const { workspaceId, connectionId } = claim
  const { type, externalId, onExternalId } = item
  const work = { mappingId: to.id, type, externalId: externalId ?? '', onExternalId }
  const settle: NonNullable<Plan['here']>['settle'] = (tx) => [
    changeItem(tx, workspaceId, item, { state: 'gone_there' }),
    ...addItemWork(tx, workspaceId, connectionId, work),
  ]
  const commands = entity === null ? [] : goneCommands(from, item, entity)
  return { about: item.entityId, here: { commands, settle }, links: [], there: null }
}

/** What hangs on it is linked to parts of the old task: it is made anew with it. */
export function withHanging(
  { claim }: SyncContext,
  plan: Plan,
  { to, item }: { to: SyncMapping; item: ExternalItem },
): Plan {
  const { here } = plan
  if (here === null) return plan
  return {
    ...plan,
    here: { ...here, settle: (tx, applied) => [...here.settle(tx, applied), passHanging(tx, claim, item, to.id)] },
  }
}
