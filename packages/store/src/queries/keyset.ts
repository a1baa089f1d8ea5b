/** One column of an order. Together with the last column, the id, an order is total. */
export interface SortColumn {
  /** SQL over the table's alias `t`. */
  readonly expression: string
  readonly type: 'uuid' | 'text' | 'int' | 'date' | 'timestamptz'
  /** The field of an entity that has the value, and what stands for null in the order. */
  readonly field: string
  readonly whenNull?: string
}

export interface Sort {
  readonly columns: readonly SortColumn[]
  readonly descending: boolean
}

export type CursorValue = string | number

/** A part of a `where` clause; each `?` stands for the next value. */
export interface Condition {
  readonly sql: string
  readonly values: readonly unknown[]
}

/** What comes after a place in the order. One row comparison, so that an index can answer it. */
export function afterCondition(sort: Sort, values: readonly CursorValue[]): Condition {
  const expressions = sort.columns.map((column) => column.expression).join(', ')
  const places = sort.columns.map((column) => `?::${column.type}`).join(', ')
  return { sql: `(${expressions}) ${sort.descending ? '<' : '>'} (${places})`, values }
}

export function orderBy(sort: Sort): string {
  return sort.columns.map((column) => `${column.expression}${sort.descending ? ' desc' : ''}`).join(', ')
}

/** The place of an entity in the order. */
export function placeOf(sort: Sort, entity: Readonly<Record<string, unknown>>): CursorValue[] {
  return sort.columns.map((column) => (entity[column.field] ?? column.whenNull ?? '') as CursorValue)
}

/** Joins conditions with `and`, numbering their values after those that are there already. */
export function joinConditions(conditions: readonly Condition[], parameters: unknown[]): string {
  return conditions
    .map(({ sql, values }) => {
      let next = 0
      return ` and ${sql.replace(/\?/g, () => `$${parameters.push(values[next++])}`)}`
    })
    .join('')
}
