import type { Condition } from './keyset.ts'

/** Each word stands somewhere in the text, in either case. There is no index for it: few rows, or those that another condition left. */
const withWords = (text: string, q: string): Condition[] => {
  const words = q.split(/\s+/).filter((word) => word !== '')
  if (words.length === 0) return [{ sql: 'false', values: [] }]
  return words.map((word) => ({ sql: `${text} ilike ?`, values: [`%${word.replace(/[\\%_]/g, '\\$&')}%`] }))
}

/** Projects in whose key, name or description each word stands. */
export const projectsWith = (q: string): Condition[] => withWords(`(t.key || ' ' || t.name || ' ' || t.description)`, q)

/** Comments in which each word stands as it is written and begins a word. */
export function commentsWith(q: string): Condition[] {
  const words = q.match(/[\p{L}\p{N}]+/gu) ?? []
  if (words.length === 0) return [{ sql: 'false', values: [] }]
  const wanted = words.map((word) => `${word}:*`).join(' & ')
  return [{ sql: 't.id = any(array(select comments_with_words(?)))', values: [wanted] }, ...withWords('t.body', q)]
}
