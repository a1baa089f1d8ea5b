import type { Condition } from './keyset.ts'

/** Each word stands somewhere in the text, in either case. There is no index for it: few rows, or a page of them. */
const withWords = (text: string, q: string): Condition[] => {
  const words = q.split(/\s+/).filter((word) => word !== '')
  if (words.length === 0) return [{ sql: 'false', values: [] }]
  return words.map((word) => ({ sql: `${text} ilike ?`, values: [`%${word.replace(/[\\%_]/g, '\\$&')}%`] }))
}

/** Projects in whose key, name or description each word stands. */
export const projectsWith = (q: string): Condition[] => withWords(`(t.key || ' ' || t.name || ' ' || t.description)`, q)

/** Comments in which each word stands. */
export const commentsWith = (q: string): Condition[] => withWords('t.body', q)
