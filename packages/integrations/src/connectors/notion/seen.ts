import { createHash } from 'node:crypto'
import * as z from 'zod'
import type { Item } from '../../connector/item.ts'

/** Of what was read: when it was changed last, what it was, and when it was read. */
export const Seen = z.record(z.string(), z.tuple([z.string(), z.string(), z.number()]))
export type Seen = z.infer<typeof Seen>

/** Notion tells times to the minute, and clocks differ: so long after a change another may have the same time. */
const unsettledMs = 300_000
/** So many are known again; of more than that some come twice. */
const mostSeen = 2_000

const printOf = (item: Item): string =>
  createHash('sha256')
    .update(JSON.stringify([item.updatedAt, item.key, item.containerId, item.fields]))
    .digest('base64url')
    .slice(0, 12)

/** It was read so long after its last change that it would tell another time, had it changed since. */
export function isSettled(seen: Seen, id: string, updatedAt: string): boolean {
  const [at, , readAt] = seen[id] ?? []
  return at === updatedAt && readAt !== undefined && readAt - Date.parse(at) > unsettledMs
}

export const isNew = (seen: Seen, item: Item): boolean => seen[item.id]?.[1] !== printOf(item)

/** @param from what was changed before need not be known */
export function withSeen(seen: Seen, items: readonly Item[], from: string): Seen {
  const now = Date.now()
  const all = new Map([
    ...Object.entries(seen),
    ...items.map((item) => [item.id, [item.updatedAt, printOf(item), now]] as const),
  ])
  const near = [...all].filter(([, [updatedAt]]) => updatedAt >= from)
  return Object.fromEntries(near.slice(-mostSeen).map(([id, [at, print, readAt]]) => [id, [at, print, readAt]]))
}
