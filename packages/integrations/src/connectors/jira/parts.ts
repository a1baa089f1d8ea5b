import * as z from 'zod'
import type { Item } from '../../connector/item.ts'
import { allOf } from './all-pages.ts'
import type { JiraContext } from './context.ts'
import { commentItem, type Place, worklogItem } from './to-item.ts'
import {
  type WireComment,
  WireCommentList,
  WireComments,
  type WireIssue,
  type WireWorklog,
  WireWorklogs,
} from './wire.ts'

const perPage = 100
const Total = z.object({ total: z.number().default(0) }).catch({ total: 1 })

const placeOf = (context: JiraContext, issue: WireIssue): Place => ({
  ...{ issueId: issue.id, containerId: issue.fields.project.id, site: context.settings.site },
})

/** Comments have no search of their own: those of issues that changed are read. */
export async function changedComments(
  context: JiraContext,
  issues: readonly WireIssue[],
  after: string | null,
): Promise<Item[]> {
  const changed: (readonly [WireComment, Place])[] = []
  for (const issue of issues) {
    if (Total.parse(issue.fields['comment']).total === 0) continue
    for (const comment of await allComments(context, issue.id))
      if (after === null || comment.updated >= after) changed.push([comment, placeOf(context, issue)])
  }
  const marked = await markedComments(
    context,
    changed.map(([{ id }]) => id),
  )
  return changed.map(([comment, place]) => commentItem(marked.get(comment.id) ?? comment, place))
}

const allComments = (context: JiraContext, issueIdOrKey: string): Promise<WireComment[]> =>
  allOf(
    ({ id }) => id,
    (startAt) => commentPage(context, issueIdOrKey, startAt, 'created'),
  )

export async function commentPage(
  context: JiraContext,
  issueIdOrKey: string,
  startAt: number,
  orderBy: 'created' | '-created',
): Promise<{ list: WireComment[]; total: number | null | undefined }> {
  const { comments, total } = await context.client.ask(WireComments, (jira, via) =>
    jira.getComments(via, { issueIdOrKey, startAt, maxResults: perPage, orderBy }),
  )
  return { list: comments, total }
}

/** Comments with what is hidden in them, which only this list tells. */
export async function markedComments(context: JiraContext, ids: readonly string[]): Promise<Map<string, WireComment>> {
  const found = new Map<string, WireComment>()
  for (let at = 0; at < ids.length; at += 1_000) {
    const some = ids.slice(at, at + 1_000).map(Number)
    const { values } = await context.client.ask(WireCommentList, (jira, via) =>
      jira.getCommentsByIds(via, { ids: some, expand: 'properties' }),
    )
    for (const comment of values) found.set(comment.id, comment)
  }
  return found
}

export async function changedWorklogs(
  context: JiraContext,
  issues: readonly WireIssue[],
  after: string | null,
): Promise<Item[]> {
  const changed: Item[] = []
  for (const issue of issues) {
    if (Total.parse(issue.fields['worklog']).total === 0) continue
    for (const worklog of await allWorklogs(context, issue.id))
      if (after === null || worklog.updated >= after) changed.push(worklogItem(worklog, placeOf(context, issue)))
  }
  return changed
}

export const allWorklogs = (context: JiraContext, issueIdOrKey: string): Promise<WireWorklog[]> =>
  allOf(
    ({ id }) => id,
    async (startAt) => {
      const query = { issueIdOrKey, startAt, maxResults: perPage, expand: 'properties' }
      const { worklogs, total } = await context.client.ask(WireWorklogs, (jira, via) =>
        jira.getIssueWorklog(via, query),
      )
      return { list: worklogs, total }
    },
  )
