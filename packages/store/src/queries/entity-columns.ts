import { type EntityKind, snapshotOf } from '@orchestrator/domain'
import { tables, toSnake } from '../tables.ts'

/** An entity as people see it: without secrets and the store's own marks. */
export type EntityView = Readonly<Record<string, unknown>> & { readonly id: string }

const shownFields = Object.fromEntries(
  Object.entries(tables).map(([kind, table]) => [
    kind,
    Object.keys(snapshotOf(Object.fromEntries(table.fields.map((field) => [field, null])))),
  ]),
) as Record<EntityKind, string[]>

/**
 * `select … from … t where …` for the entities of a kind that are not deleted; the workspace is parameter 1.
 * @param without fields that are not read
 */
export function selectView(kind: EntityKind, without: readonly string[] = []): string {
  const { name, softDelete } = tables[kind]
  const columns = shownFields[kind].filter((field) => !without.includes(field)).map((field) => `t."${toSnake(field)}"`)
  return `select ${columns.join(', ')} from ${name} t where t.workspace_id = $1${softDelete ? ' and t.deleted_at is null' : ''}`
}
