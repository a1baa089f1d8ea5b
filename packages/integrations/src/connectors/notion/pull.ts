import * as z from 'zod'
import type { Page, Session } from '../../connector/connector.ts'
import type { Item } from '../../connector/item.ts'
import type { NotionContext } from './context.ts'
import { isKind } from './failures.ts'
import { markOf, wholePage } from './pages.ts'
import { isNew, isSettled, Seen, withSeen } from './seen.ts'
import { type WirePage, WirePages } from './wire.ts'

/** Each costs a request for its body, and one for each of its blocks that has some below it. */
const pageSize = 20
const overlapMs = 180_000
const atOnce = 3
/** What is read is handed on after so many: what is more urgent waits meanwhile. */
const mostAsked = 40
/** Whoever made it may still be at it; what is older was left behind, and is as good as any. */
const unfinishedMs = 3_600_000

/** from: what the question was. token: the next page of its answer. high: the youngest change that was read. done: what of
 * this page of the answer was read already. */
const Cursor = z.object({
  from: z.string().nullable(),
  token: z.string().nullable(),
  high: z.string().nullable(),
  seen: Seen,
  done: z.record(z.string(), z.string()).default({}),
})
type Cursor = z.infer<typeof Cursor>

export async function pullPages(context: NotionContext, query: Parameters<Session['pull']>[0]): Promise<Page> {
  const start: Cursor = { from: query.since ?? null, token: null, high: null, seen: {}, done: {} }
  const cursor = Cursor.safeParse(query.cursor).data ?? start
  const found = await ask(context, query.containerId, cursor)
  const pages = found.results.filter((page) => !page.in_trash && !isBegun(page))
  const open = pages.filter(({ id, last_edited_time: at }) => !isSettled(cursor.seen, id, at) && cursor.done[id] !== at)
  const read = await readSome(context, open)
  const items = read
    .filter((item) => isNew(cursor.seen, item))
    .sort((a, b) => (a.updatedAt < b.updatedAt ? -1 : a.updatedAt > b.updatedAt ? 1 : 0))
  if (read.length < open.length) {
    const done = { ...cursor.done, ...Object.fromEntries(read.map(({ id, updatedAt }) => [id, updatedAt])) }
    const seen = withSeen(cursor.seen, read, cursor.high === null ? '' : minus(cursor.high, 2 * overlapMs))
    return { items, gone: [], cursor: { ...cursor, seen, done } satisfies Cursor, more: true }
  }
  const last = found.results.at(-1)?.last_edited_time ?? null
  const high = [cursor.high, last].reduce((a, b) => (a === null || (b !== null && b > a) ? b : a), null)
  const more = found.has_more || found.request_status?.type === 'incomplete'
  const next = nextOf(cursor, { more, token: found.next_cursor ?? null, last, high })
  const seen = high === null ? cursor.seen : withSeen(cursor.seen, read, minus(high, 2 * overlapMs))
  return { items, gone: [], cursor: { ...next, seen, done: {} } satisfies Cursor, more: next.more }
}

/** As many as go with so many requests, and what was read before Notion took no more: else it would be read in vain, again and again. */
async function readSome(context: NotionContext, pages: readonly WirePage[]): Promise<Item[]> {
  const read: Item[] = []
  const until = context.client.asked() + mostAsked
  while (read.length < pages.length && (read.length === 0 || context.client.asked() < until)) {
    // The first by itself: of several that are begun at once, none may come to its end.
    const next = pages.slice(read.length, read.length + (read.length === 0 ? 1 : atOnce))
    const some = await Promise.allSettled(next.map((page) => wholePage(context, page)))
    read.push(...some.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])))
    const failed = some.find((one) => one.status === 'rejected')
    if (failed && read.length > 0 && isKind(failed.reason, 'rate_limited')) break
    if (failed) throw failed.reason
  }
  return read
}

/**
 * On from the time of the last change that was read, for what changes meanwhile would move the pages; within one time by Notion's own
 * cursor.
 */
function nextOf(
  { from }: Cursor,
  { more, token, last, high }: { more: boolean; token: string | null; last: string | null; high: string | null },
): Omit<Cursor, 'seen' | 'done'> & { more: boolean } {
  if (!more) return { from: high === null ? from : minus(high, overlapMs), token: null, high, more: false }
  const moved = last !== null && (from === null || last > from)
  if (moved) return { from: last, token: null, high, more: true }
  return { from, token, high, more: token !== null }
}

async function ask(context: NotionContext, containerId: string, { from, token, high }: Cursor) {
  const query = (at: string | null, cursor: string | null) =>
    context.client.read(WirePages, (notion) =>
      notion.dataSources.query({
        ...{ data_source_id: containerId, page_size: pageSize, result_type: 'page' },
        ...(at !== null && { filter: { timestamp: 'last_edited_time', last_edited_time: { on_or_after: at } } }),
        sorts: [{ timestamp: 'last_edited_time', direction: 'ascending' }],
        ...(cursor !== null && { start_cursor: cursor }),
      } as never),
    )
  try {
    return await query(from, token)
  } catch (error) {
    if (isKind(error, 'not_found')) await context.freshSource(containerId)
    // Cursors do not last: on from the last change that was read.
    if (token === null || !isKind(error, 'invalid')) throw error
    return query(high ?? from, null)
  }
}

const minus = (time: string, ms: number) => new Date(Date.parse(time) - ms).toISOString()

/** Another process is about to finish it, and links it then. */
const isBegun = (page: WirePage) => !markOf(page).finished && Date.now() - Date.parse(page.created_time) < unfinishedMs

export async function eachAtOnce<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const found: R[] = []
  for (let at = 0; at < all.length; at += atOnce)
    found.push(...(await Promise.all(all.slice(at, at + atOnce).map(work))))
  return found
}
