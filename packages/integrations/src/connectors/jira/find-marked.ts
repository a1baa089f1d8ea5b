import * as z from 'zod'
import type { Session } from '../../connector/connector.ts'
import type { Item } from '../../connector/item.ts'
import { ProviderError } from '../../connector/provider-error.ts'
import { notDocumented, pagesOf } from './all-pages.ts'
import type { JiraContext } from './context.ts'
import { provider } from './failures.ts'
import { projectClause, sinceClause } from './jql.ts'
import { allWorklogs, commentPage, markedComments } from './parts.ts'
import { commentItem, idsOf, worklogItem } from './to-item.ts'
import { Marker, markerIn, propertyKey, type WireComment, WireFound, WireIssue } from './wire.ts'
import { settled } from './write-issue.ts'

type Query = Parameters<Session['search']>[0]

const Bulk = z.object({ issues: z.array(WireIssue) })
const askedFor = ['created', 'updated', 'project']
const numberOf = (key: string) => Number(key.split('-').at(-1))

export async function findMarked(context: JiraContext, query: Query): Promise<Item | null> {
  if (query.type === 'issue') return findIssue(context, query)
  if (query.on === null) throw new ProviderError(provider, 'invalid', `a ${query.type} is on an issue`)
  const { issueId } = idsOf(query.on)
  const place = { issueId, containerId: query.containerId, site: context.settings.site }
  if (query.type === 'worklog') {
    const worklog = (await allWorklogs(context, issueId)).find(
      ({ properties }) => markerIn(properties) === query.marker,
    )
    return worklog ? worklogItem(worklog, place) : null
  }
  const pages = pagesOf<WireComment>(
    ({ id }) => id,
    (startAt) => commentPage(context, issueId, startAt, '-created'),
  )
  for await (const comments of pages) {
    const young = comments.filter(({ created }) => created >= query.since)
    const marked = await markedComments(
      context,
      young.map(({ id }) => id),
    )
    const comment = [...marked.values()].find(({ properties }) => markerIn(properties) === query.marker)
    if (comment) return commentItem(comment, place)
    if (young.length === 0 || young.length < comments.length) return null
  }
  return null
}

/**
 * What JQL finds comes from an index that is behind. So the newest issues that it does not know yet are asked for by the keys that they must
 * have, which Jira gives out one after the other.
 */
async function findIssue(context: JiraContext, { containerId, marker, since }: Query): Promise<Item | null> {
  const { timeZone } = await context.me()
  const { key } = await context.needProject(containerId)
  const project = projectClause(containerId)
  const indexed: WireIssue[] = []
  const list = (jql: string, maxResults: number, nextPageToken: string | null | undefined) =>
    context.client.ask(WireFound, (jira, via) =>
      jira.searchAndReconsileIssuesUsingJqlPost(via, {
        ...{ jql: `${jql} ORDER BY created DESC, key DESC`, maxResults, properties: [propertyKey], fields: askedFor },
        ...(nextPageToken && { nextPageToken }),
      }),
    )
  for (let token: string | null | undefined = null; ; ) {
    const page = await list(`${project} AND ${sinceClause('created', since, timeZone ?? 'UTC')}`, 100, token)
    const found = page.issues.find((issue) => isMarked(issue, marker))
    if (found) return finished(context, found)
    indexed.push(...page.issues)
    const next: string | null | undefined = page.isLast === true ? null : page.nextPageToken
    if (next && next === token) throw notDocumented('a page is its own next one')
    token = next
    if (!token) break
  }
  const newest = indexed[0] ?? (await list(project, 1, null)).issues[0]
  const known = new Set(indexed.map((issue) => numberOf(issue.key)))
  const top = newest ? numberOf(newest.key) : 0
  const lowest = indexed.length > 0 ? Math.min(...known) : top + 1
  const asked = Array.from({ length: top - lowest + 1 + ahead }, (_, n) => lowest + n).filter((n) => !known.has(n))
  for (let at = 0; at < asked.length; at += 100) {
    const issueIdsOrKeys = asked.slice(at, at + 100).map((n) => `${key}-${n}`)
    const { issues } = await context.client.ask(Bulk, (jira, via) =>
      jira.bulkFetchIssues(via, { issueIdsOrKeys, fields: askedFor, properties: [propertyKey] }),
    )
    const found = issues.find((issue) => isMarked(issue, marker))
    if (found) return finished(context, found)
  }
  return null
}

/** So many may be made while the index does not know them. */
const ahead = 100

const markOf = (issue: WireIssue) => Marker.safeParse(issue.properties?.[propertyKey]).data
const isMarked = (issue: WireIssue, marker: string) => markOf(issue)?.marker === marker

/** Its maker may have been stopped before it was moved: who finds it goes on from there. */
const finished = (context: JiraContext, issue: WireIssue): Promise<Item> =>
  settled(context, issue.id, markOf(issue) ?? {})
