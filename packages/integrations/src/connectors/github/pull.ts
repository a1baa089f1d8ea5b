import * as z from 'zod'
import type { Page, Unreadable } from '../../connector/connector.ts'
import type { Item } from '../../connector/item.ts'
import { ProviderError } from '../../connector/provider-error.ts'
import { type GitHubClient, hasNext } from './client.ts'
import { providerId } from './errors.ts'
import { Comment, Issue, issueRef, toCommentItem, toIssueItem } from './items.ts'

/** For so long before the last change that was seen, changes may turn up late. */
const overlapMs = 60_000
const perPage = 100
/** More would make the cursor large; what is forgotten comes once more. */
const mostRemembered = 600

/**
 * A list by time of change, asked again from the time of its last item on: pages by number alone would skip what moves to the end of the list
 * while it is read. `seen` are the versions of what has been handed out and will come again.
 */
export const Cursor = z.object({
  since: z.string().nullable(),
  page: z.int().positive(),
  seen: z.record(z.string(), z.string()),
})
export type Cursor = z.infer<typeof Cursor>

interface Listed {
  readonly updatedAt: string
  readonly item: Item | null
  readonly unreadable?: Unreadable
}

/** What has to be known of an item to go on after it. */
const Least = z.object({
  id: z.number(),
  number: z.number().optional(),
  updated_at: z.iso.datetime(),
  html_url: z.url().nullable().catch(null),
  title: z.string().nullable().catch(null),
})

export async function pullPage(
  client: GitHubClient,
  query: {
    readonly containerId: string
    readonly type: string
    readonly cursor: unknown
    readonly since?: string | undefined
  },
): Promise<Page> {
  const cursor = read(query.cursor, query.since)
  const route = query.type === 'issue' ? '/issues' : '/issues/comments'
  const { data, headers } = await client.ask(z.array(z.unknown()), `GET /repositories/{repository_id}${route}`, {
    repository_id: query.containerId,
    ...(query.type === 'issue' && { state: 'all' }),
    sort: 'updated',
    direction: 'asc',
    per_page: perPage,
    page: cursor.page,
    ...(cursor.since !== null && { since: cursor.since }),
  })
  const listed = data.map((one) => toListed(one, query))
  const items = listed.flatMap(({ item }) => (item && cursor.seen[item.id] !== item.version ? item : []))
  const more = hasNext(headers)
  const unreadable = listed.flatMap((one) => one.unreadable ?? [])
  return { items, gone: [], unreadable, cursor: next(cursor, listed, more), more }
}

function read(cursor: unknown, since: string | undefined): Cursor {
  if (cursor === null || cursor === undefined) {
    // GitHub reads whole seconds.
    return { since: since === undefined ? null : seconds(Date.parse(since)), page: 1, seen: {} }
  }
  const known = Cursor.safeParse(cursor)
  if (!known.success) throw new ProviderError(providerId, 'invalid', 'this is no cursor of GitHub')
  return known.data
}

function toListed(one: unknown, { containerId, type }: { containerId: string; type: string }): Listed {
  const parsed = type === 'issue' ? Issue.safeParse(one) : Comment.safeParse(one)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const message = `an item is not what GitHub documents: ${issue?.path.join('.')} ${issue?.code}`
    const least = Least.safeParse(one).data
    if (least === undefined || (type === 'issue' && least.number === undefined))
      throw new ProviderError(providerId, 'malformed', message)
    const ref = type === 'issue' ? issueRef(containerId, least.number ?? 0) : { type, id: String(least.id) }
    const named = { on: null, key: null, url: least.html_url, title: least.title }
    return { updatedAt: least.updated_at, item: null, unreadable: { ...ref, ...named, message } }
  }
  const { data } = parsed
  if ('issue_url' in data) return { updatedAt: data.updated_at, item: toCommentItem(data, containerId) }
  return {
    updatedAt: data.updated_at,
    item: data.pull_request === undefined || data.pull_request === null ? toIssueItem(data, containerId) : null,
  }
}

function next(cursor: Cursor, listed: readonly Listed[], more: boolean): Cursor {
  const last = listed.at(-1)?.updatedAt
  if (last === undefined) return { ...cursor, page: 1 }
  const since = seconds(Date.parse(last) - overlapMs)
  // Also while there is more: at the end of the list it goes back for so long.
  const seen = remember(cursor, listed, since)
  if (!more) return { since, page: 1, seen }
  // All of one time: there is no later one from which to ask.
  if (last === cursor.since) return { since: last, page: cursor.page + 1, seen }
  return { since: last, page: 1, seen }
}

function remember(cursor: Cursor, listed: readonly Listed[], since: string): Cursor['seen'] {
  const kept = new Map(Object.entries(cursor.seen))
  for (const { item } of listed) {
    if (!item) continue
    // The newest last: what is too much is forgotten from the front.
    kept.delete(item.id)
    kept.set(item.id, item.version ?? '')
  }
  const recent = [...kept].filter(([, version]) => (version.split(' ')[0] ?? '') >= since)
  return Object.fromEntries(recent.slice(-mostRemembered))
}

const seconds = (ms: number) => new Date(Math.floor(ms / 1_000) * 1_000).toISOString().replace('.000Z', 'Z')
