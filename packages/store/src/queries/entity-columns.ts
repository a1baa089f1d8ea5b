import { type EntityKind, snapshotOf } from '@orchestrator/domain'
import { tables, toSnake } from '../tables.ts'

/** An entity as people see it: without secrets and the store's own marks. */
export type EntityView = Readonly<Record<string, unknown>> & { readonly id: string }

const viewColumns = Object.fromEntries(
  Object.entries(tables).map(([kind, table]) => {
    const shown = Object.keys(snapshotOf(Object.fromEntries(table.fields.map((field) => [field, null]))))
    return [kind, shown.map((field) => `t."${toSnake(field)}"`).join(', ')]
  }),
) as Record<EntityKind, string>

/** `select … from … t where …` for the entities of a kind that are not deleted; the workspace is parameter 1. */
export function selectView(kind: EntityKind): string {
  const { name, softDelete } = tables[kind]
  return `select ${viewColumns[kind]} from ${name} t where t.workspace_id = $1${softDelete ? ' and t.deleted_at is null' : ''}`
}
