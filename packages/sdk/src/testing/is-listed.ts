import type { Json, JsonObject } from '../json.ts'
import type { Row } from './world.ts'

/** Whether a list with these filters, as the REST API names them, has a row. */
export function isListed(row: Row, filter: JsonObject): boolean {
  const { archived = false, tag, updatedSince, q, reached, running, from, to, ...equal } = filter
  return (
    ((row['archivedAt'] ?? null) !== null) === archived &&
    (running === undefined || (row['endedAt'] === null) === running) &&
    (from === undefined || Date.parse(String(row['startedAt'])) >= Date.parse(String(from))) &&
    (to === undefined || Date.parse(String(row['startedAt'])) < Date.parse(String(to))) &&
    (reached === undefined || (row['completedAt'] !== null) === reached) &&
    (tag === undefined || (row['tags'] as unknown[]).includes(tag)) &&
    (updatedSince === undefined || Date.parse(String(row['updatedAt'])) >= Date.parse(String(updatedSince))) &&
    (q === undefined || hasWords(row, String(q))) &&
    Object.entries(equal).every(([field, value]) =>
      Array.isArray(value) ? value.includes(row[field] as Json) : row[field] === value,
    )
  )
}

function hasWords(row: Row, q: string): boolean {
  if (row['identifier'] === q.trim().toUpperCase()) return true
  const words = (text: unknown) =>
    String(text)
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  const own = [...words(row['title']), ...words(row['description'])]
  const asked = words(q)
  return asked.length > 0 && asked.every((word) => own.some((one) => one.startsWith(word)))
}
