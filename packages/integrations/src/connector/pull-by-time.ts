import * as z from 'zod'
import type { Page, Session } from './connector.ts'
import type { Item } from './item.ts'
import { ProviderError } from './provider-error.ts'

/** More would make the cursor large; what is forgotten comes once more. */
const mostRemembered = 2_000

/** `seen` are the versions of what has been handed out and will come again. */
const Cursor = z.object({
  since: z.string().nullable(),
  page: z.int().positive(),
  seen: z.record(z.string(), z.tuple([z.string(), z.string()])),
})
type Cursor = z.infer<typeof Cursor>

interface Listing {
  readonly provider: string
  /** For so long before the last change that was seen, changes may turn up late. */
  readonly overlapMs: number
  /** What changed at `since` or later, the oldest change first; all of it without `since`. Pages count from 1. */
  list(since: string | null, page: number): Promise<{ readonly items: readonly Item[]; readonly more: boolean }>
}

/**
 * `Session.pull` over a list by time of change. It is asked again from the time of its last item on: pages by number alone would skip what moves
 * to the end of the list while it is read. Only where a whole page has one and the same time are pages counted.
 */
export async function pullByTime(
  query: Pick<Parameters<Session['pull']>[0], 'cursor' | 'since'>,
  { provider, overlapMs, list }: Listing,
): Promise<Page> {
  const cursor = read(query.cursor, query.since ?? null, provider)
  const { items: listed, more } = await list(cursor.since, cursor.page)
  const items = listed.filter(({ id, version }) => cursor.seen[id]?.[1] !== (version ?? ''))
  return { items, gone: [], cursor: next(cursor, listed, more, overlapMs), more }
}

function read(cursor: unknown, since: string | null, provider: string): Cursor {
  if (cursor === null || cursor === undefined) return { since, page: 1, seen: {} }
  const known = Cursor.safeParse(cursor)
  if (!known.success) throw new ProviderError(provider, 'invalid', 'this is no cursor of this service')
  return known.data
}

function next(cursor: Cursor, listed: readonly Item[], more: boolean, overlapMs: number): Cursor {
  const last = listed.at(-1)?.updatedAt
  if (last === undefined) return { ...cursor, page: 1 }
  const edge = new Date(Date.parse(last) - overlapMs).toISOString()
  // Also while there is more: at the end of the list it goes back for so long.
  const seen = remember(cursor, listed, edge)
  if (!more) return { since: edge, page: 1, seen }
  return { since: last, page: last === cursor.since ? cursor.page + 1 : 1, seen }
}

function remember(cursor: Cursor, listed: readonly Item[], edge: string): Cursor['seen'] {
  const kept = new Map(Object.entries(cursor.seen))
  for (const { id, updatedAt, version } of listed) {
    // The newest last: what is too much is forgotten from the front.
    kept.delete(id)
    kept.set(id, [updatedAt, version ?? ''])
  }
  return Object.fromEntries([...kept].filter(([, [at]]) => at >= edge).slice(-mostRemembered))
}
