import type { EntityKind } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import { type EntityView, selectView } from './entity-columns.ts'

/** One entity by its id, or undefined. Deleted ones are not found. */
export async function getEntity(
  tx: Tx,
  workspaceId: string,
  kind: EntityKind,
  id: string,
): Promise<EntityView | undefined> {
  const rows = await tx.unsafe<EntityView[]>(`${selectView(kind)} and t.id = $2`, [workspaceId, id], { prepare: true })
  return rows[0]
}

/** A playbook by its name, also one that was removed, or undefined. */
export async function getPlaybookByName(tx: Tx, workspaceId: string, name: string): Promise<EntityView | undefined> {
  const text = `${selectView('playbook')} and t.name = $2`
  const rows = await tx.unsafe<EntityView[]>(text, [workspaceId, name], { prepare: true })
  return rows[0]
}
