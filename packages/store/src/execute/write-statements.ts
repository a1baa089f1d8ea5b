import type { EntityKind } from '@orchestrator/domain'
import { columnOf, type StoredRow, storedFields, tables, toStoredJson } from '../tables.ts'

export interface Statement {
  readonly text: string
  readonly parameters: readonly unknown[]
}

/**
 * So many rows go as a parameter for each of their values, more as one parameter of JSON. To take JSON apart, Postgres looks up
 * every column's type anew in each call, which for one row costs as much as writing it; for many it is the cheaper way.
 */
const few = 3

/** The statements that insert rows of a kind. */
export function insertStatements(kind: EntityKind, workspaceId: string, rows: readonly StoredRow[]): Statement[] {
  if (rows.length > few) return [{ text: insertMany(kind), parameters: [workspaceId, rows.map(toStoredJson)] }]
  const fields = storedFields(tables[kind])
  const parameters: unknown[] = [workspaceId]
  const tuples = rows.map(
    (row) => `($1, ${fields.map((field) => `$${parameters.push(stored(row, field))}`).join(', ')})`,
  )
  const text = `insert into ${tables[kind].name} (workspace_id, ${fields.map(columnOf).join(', ')}) values ${tuples.join(', ')}`
  return [{ text, parameters }]
}

/** The statements that write changed rows of a kind. @param changed the fields in which a row differs from what is stored */
export function updateStatements(
  kind: EntityKind,
  workspaceId: string,
  rows: readonly StoredRow[],
  changed: (row: StoredRow) => readonly string[],
): Statement[] {
  if (rows.length > few)
    return [{ text: updateMany(kind), parameters: [workspaceId, rows.map(toStoredJson), rows.map((row) => row.id)] }]
  return rows.flatMap((row) => {
    const fields = changed(row)
    if (fields.length === 0) return []
    const parameters: unknown[] = [workspaceId, row.id]
    const set = fields.map((field) => `${columnOf(field)} = $${parameters.push(stored(row, field))}`)
    return { text: `update ${tables[kind].name} set ${set.join(', ')} where workspace_id = $1 and id = $2`, parameters }
  })
}

const stored = (row: StoredRow, field: string): unknown => (row as unknown as Record<string, unknown>)[field] ?? null

const insertMany = (kind: EntityKind) => {
  const columns = storedFields(tables[kind]).map(columnOf)
  const { name } = tables[kind]
  return `insert into ${name} (workspace_id, ${columns.join(', ')}) select $1::uuid, ${columns.map((column) => `r.${column}`).join(', ')} from jsonb_populate_recordset(null::${name}, $2::jsonb) r`
}

/** Their ids are given as well: how many rows the JSON holds is not known to the planner, who would rather read the whole table. */
const updateMany = (kind: EntityKind) => {
  const { name } = tables[kind]
  const columns = storedFields(tables[kind])
    .filter((field) => field !== 'id' && field !== 'createdAt')
    .map(columnOf)
  return `update ${name} t set ${columns.map((column) => `${column} = r.${column}`).join(', ')} from jsonb_populate_recordset(null::${name}, $2::jsonb) r where t.workspace_id = $1::uuid and t.id = any($3::uuid[]) and t.id = r.id`
}

/**
 * Rows as a relation within a statement, in the same two ways.
 * @param columns with their types
 * @param parameters of the statement, to which its own are added
 */
export function relation(
  alias: string,
  columns: Readonly<Record<string, string>>,
  rows: readonly Readonly<Record<string, unknown>>[],
  parameters: unknown[],
): string {
  const typed = Object.entries(columns)
  if (rows.length > few || rows.length === 0)
    return `jsonb_to_recordset($${parameters.push(rows)}::jsonb) as ${alias} (${typed.map((column) => column.join(' ')).join(', ')})`
  const tuples = rows.map(
    (row) => `(${typed.map(([name, type]) => `$${parameters.push(row[name] ?? null)}::${type}`).join(', ')})`,
  )
  return `(values ${tuples.join(', ')}) as ${alias} (${Object.keys(columns).join(', ')})`
}
