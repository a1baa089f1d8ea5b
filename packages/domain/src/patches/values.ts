import type { EntityKind } from '../commands/entities.ts'

export type Values = Readonly<Record<string, unknown>>

/** Something that an operation names. */
export interface Reference {
  readonly kind: EntityKind
  readonly id: string
  /** Where it is named. */
  readonly path: string
}

/** What is named by an optional field. */
export const named = (kind: EntityKind, id: unknown, path: string): Reference[] =>
  typeof id === 'string' ? [{ kind, id, path }] : []

/** A field's value; `tags.bug` is whether the list has it, `customFields.size` the value of that key. What is not there is null. */
export function valueAt(row: Values, field: string): unknown {
  const dot = field.indexOf('.')
  if (dot < 0) return row[field] ?? null
  const [whole, part] = [row[field.slice(0, dot)], field.slice(dot + 1)]
  if (Array.isArray(whole)) return whole.includes(part)
  return (whole as Values | null | undefined)?.[part] ?? null
}

export const valuesOf = (row: Values, fields: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(fields.map((field) => [field, valueAt(row, field)]))

/** Those of the values that are of these fields. */
export const pick = (values: Values, fields: readonly string[]): Values =>
  Object.fromEntries(Object.entries(values).filter(([field]) => fields.includes(field)))
