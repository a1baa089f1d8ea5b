import type { JsonObject, RuntimeQuery } from '@orchestrator/sdk/runtime'

type List = Extract<RuntimeQuery, { op: 'list' }>

/** Whether a row that the run has changed or made belongs into a list. What only the database can tell counts as met. */
export function inFilter({ filter }: List, row: JsonObject): boolean {
  const { archived = false, tag, updatedSince, q: _q, reached, running, from, to, ...equal } = filter
  const started = Date.parse(String(row['startedAt']))
  return (
    (!('archivedAt' in row) || (row['archivedAt'] !== null) === archived) &&
    (tag === undefined || (row['tags'] as unknown as unknown[]).includes(tag)) &&
    (updatedSince === undefined || Date.parse(String(row['updatedAt'])) >= Date.parse(String(updatedSince))) &&
    (reached === undefined || (row['completedAt'] !== null) === reached) &&
    (running === undefined || (row['endedAt'] === null) === running) &&
    (from === undefined || started >= Date.parse(String(from))) &&
    (to === undefined || started < Date.parse(String(to))) &&
    Object.entries(equal).every(([field, value]) =>
      Array.isArray(value) ? (value as readonly unknown[]).includes(row[field]) : row[field] === value,
    )
  )
}
