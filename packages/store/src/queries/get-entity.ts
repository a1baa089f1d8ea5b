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

/** Entities of several kinds by their ids, found again by `<kind> <id>`. Deleted ones are not found. */
export async function getEntities(
  tx: Tx,
  workspaceId: string,
  wanted: readonly { readonly kind: EntityKind; readonly ids: readonly string[] }[],
): Promise<ReadonlyMap<string, EntityView>> {
  const found = wanted.map(async ({ kind, ids }) => {
    const text = `${selectView(kind)} and t.id = any($2::uuid[])`
    const rows = await tx.unsafe<EntityView[]>(text, [workspaceId, ids as string[]], { prepare: true })
    return rows.map((row): [string, EntityView] => [`${kind} ${row.id}`, row])
  })
  return new Map((await Promise.all(found)).flat())
}
