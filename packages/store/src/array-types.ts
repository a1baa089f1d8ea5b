/** A list, as Postgres writes it: `{a,"b c",NULL}`. One level, which is all that our columns have. */
export function printArray(list: readonly unknown[]): string {
  const items = list.map((item) => (item === null ? 'NULL' : `"${String(item).replace(/[\\"]/g, '\\$&')}"`))
  return `{${items.join(',')}}`
}

export function parseArray(text: string): (string | null)[] {
  const list: (string | null)[] = []
  for (const [, quoted, plain] of text.slice(1, -1).matchAll(/"((?:[^"\\]|\\.)*)"|([^,]+)/gs)) {
    if (quoted !== undefined) list.push(quoted.replace(/\\(.)/gs, '$1'))
    else if (plain !== undefined) list.push(plain === 'NULL' ? null : plain)
  }
  return list
}

const arrayOf = (oid: number, parse: (item: string) => unknown = (item) => item) => ({
  to: oid,
  from: [oid],
  serialize: (value: unknown) => (Array.isArray(value) ? printArray(value) : value),
  parse: (text: string) => parseArray(text).map((item) => (item === null ? null : parse(item))),
})

/**
 * The lists in our tables and parameters. postgres.js would ask each new connection for those that there are, and nobody
 * waits for that question: when the connection is lost meanwhile, it ends the process.
 */
export const arrayTypes = {
  texts: arrayOf(1009),
  uuids: arrayOf(2951),
  ints: arrayOf(1007, Number),
  bigints: arrayOf(1016, Number),
}
