import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import * as z from 'zod'
import type { Page, Session, Unreadable } from '../../connector/connector.ts'
import type { Item } from '../../connector/item.ts'
import { ProviderError } from '../../connector/provider-error.ts'
import { notDocumented } from './all-pages.ts'
import type { JiraContext } from './context.ts'
import type { JiraField } from './fields.ts'
import { projectClause, queryClauses, sinceClause } from './jql.ts'
import { changedComments, changedWorklogs } from './parts.ts'
import { issueItem } from './to-item.ts'
import { propertyKey, WireIssue, WirePage } from './wire.ts'

const pageSize = 50
const overlapMs = 180_000
/** So many of the overlap are known again; of more than that some come twice. */
const mostSeen = 2_000

/** from: what the question was. token: the next page of its answer. high: the youngest change that was read. seen: what near it. */
const Cursor = z.object({
  from: z.string().nullable(),
  token: z.string().nullable(),
  high: z.string().nullable(),
  seen: z.record(z.string(), z.tuple([z.string(), z.string()])),
})
type Cursor = z.infer<typeof Cursor>

export async function pull(context: JiraContext, query: Parameters<Session['pull']>[0]): Promise<Page> {
  const { type, since } = query
  const start: Cursor = { from: since ?? null, token: null, high: null, seen: {} }
  const cursor = Cursor.safeParse(query.cursor).data ?? start
  const fields = await context.fields()
  const asked = type === 'issue' ? [...new Set(fields.map(({ id }) => id))] : [type]
  const { from, found } = await search(context, query, cursor, asked)
  const site = context.settings.site
  const { issues, unreadable } = readEach(found.issues, site)
  const after = from === null ? null : new Date(Date.parse(from) - overlapMs).toISOString()
  const items =
    type === 'issue'
      ? await itemsOf(issues, fields, site)
      : type === 'comment'
        ? await changedComments(context, issues, after)
        : await changedWorklogs(context, issues, after)
  const high = youngest([cursor.high, ...issues.map((issue) => issue.fields.updated)])
  const fresh = items
    .filter((item) => cursor.seen[item.id]?.[1] !== printOf(item))
    .sort((a, b) => (a.updatedAt < b.updatedAt ? -1 : a.updatedAt > b.updatedAt ? 1 : 0))
  const token = found.isLast === true ? null : (found.nextPageToken ?? null)
  if (token !== null && token === cursor.token) throw notDocumented('a page is its own next one')
  const next: Cursor = { from: token === null ? (high ?? from) : from, token, high, seen: seenOf(cursor, items, high) }
  return { items: fresh, gone: [], unreadable: type === 'issue' ? unreadable : [], cursor: next, more: token !== null }
}

/** One after the other, with a turn for all else between: texts take their time. */
async function itemsOf(issues: readonly WireIssue[], fields: readonly JiraField[], site: string): Promise<Item[]> {
  const items: Item[] = []
  for (const issue of issues) {
    items.push(issueItem(issue, fields, site))
    await nextTurn()
  }
  return items
}

function readEach(found: readonly { id: string }[], site: string) {
  const issues: WireIssue[] = []
  const unreadable: Unreadable[] = []
  for (const one of found) {
    const read = WireIssue.safeParse(one)
    if (read.success) issues.push(read.data)
    else {
      const { key, title } = Named.parse(one)
      const [issue] = read.error.issues
      const message = `an issue is not what Jira documents: ${issue?.path.join('.')} ${issue?.message}`
      const url = key === null ? null : `${site}/browse/${key}`
      unreadable.push({ type: 'issue', id: one.id, on: null, key, url, title, message })
    }
  }
  return { issues, unreadable }
}

const Named = z
  .object({ key: z.string().nullable().catch(null), fields: z.object({ summary: z.string() }).nullable().catch(null) })
  .transform(({ key, fields }) => ({ key, title: fields?.summary ?? null }))

async function search(
  context: JiraContext,
  { containerId, query }: Parameters<Session['pull']>[0],
  { from, token, high }: Cursor,
  fields: string[],
) {
  const { timeZone } = await context.me()
  const ask = (at: string | null, nextPageToken: string | null) => {
    const clauses = [
      projectClause(containerId),
      ...(at === null ? [] : [sinceClause('updated', at, timeZone ?? 'UTC')]),
      ...queryClauses(query),
    ]
    const where = clauses.join(' AND ')
    return context.client.ask(WirePage, (jira, via) =>
      jira.searchAndReconsileIssuesUsingJqlPost(via, {
        ...{ jql: `${where} ORDER BY updated ASC, key ASC`, maxResults: pageSize, properties: [propertyKey] },
        fields: ['created', 'updated', 'project', 'creator', ...fields],
        ...(nextPageToken && { nextPageToken }),
      }),
    )
  }
  if (token === null) return { from, found: await ask(from, null) }
  try {
    return { from, found: await ask(from, token) }
  } catch (error) {
    // Pages are kept for some days only: on from the last change that was read.
    if (!(error instanceof ProviderError) || error.kind !== 'invalid') throw error
    return { from: high ?? from, found: await ask(high ?? from, null) }
  }
}

function youngest(times: readonly (string | null)[]): string | null {
  return times.reduce((last, time) => (time !== null && (last === null || time > last) ? time : last), null)
}

/** Jira's times are not told apart within a moment, its contents are. */
const printOf = (item: Item): string =>
  createHash('sha256')
    .update(JSON.stringify([item.updatedAt, item.key, item.containerId, item.fields]))
    .digest('base64url')
    .slice(0, 12)

function seenOf({ seen }: Cursor, items: readonly Item[], high: string | null): Cursor['seen'] {
  if (high === null) return seen
  const edge = new Date(Date.parse(high) - 2 * overlapMs).toISOString()
  const all = new Map([
    ...Object.entries(seen),
    ...items.map((item) => [item.id, [item.updatedAt, printOf(item)]] as const),
  ])
  const near = [...all].filter(([, [updatedAt]]) => updatedAt >= edge)
  return Object.fromEntries(near.slice(-mostSeen).map(([id, [at, print]]) => [id, [at, print]]))
}
