import type { Item, ItemRef } from '../../connector/item.ts'
import { ProviderError } from '../../connector/provider-error.ts'
import { ifReadable } from '../../text/if-readable.ts'
import { provider } from './failures.ts'
import { type JiraField, readRich } from './fields.ts'
import { Marker, markerIn, propertyKey, toUser, type WireComment, type WireIssue, type WireWorklog } from './wire.ts'

export function issueItem(issue: WireIssue, fields: readonly JiraField[], site: string): Item {
  const { created, updated, project, creator } = issue.fields
  // Of an issue without a parent Jira does not tell it; all fields were asked for.
  const told = fields.filter(({ id }) => id === 'parent' || Object.hasOwn(issue.fields, id))
  return {
    ...{ type: 'issue', id: issue.id, key: issue.key, url: `${site}/browse/${issue.key}`, containerId: project.id },
    ...{ on: null, version: updated, createdAt: created, updatedAt: updated },
    author: creator ? toUser(creator) : null,
    marker: Marker.safeParse(issue.properties?.[propertyKey]).data?.marker ?? null,
    fields: Object.assign({}, ...told.map(({ spec, id, read }) => ifReadable(spec.key, () => read(issue.fields[id])))),
  }
}

/** Where a comment or a worklog is. Jira knows them by the issue and a number; neither is ever given to another. */
export interface Place {
  readonly issueId: string
  readonly containerId: string
  readonly site: string
}

export const commentItem = (comment: WireComment, { issueId, containerId, site }: Place): Item => ({
  ...{ type: 'comment', id: `${issueId}/${comment.id}`, key: null, containerId, on: { type: 'issue', id: issueId } },
  url: `${site}/browse/${issueId}?focusedCommentId=${comment.id}`,
  ...{ version: comment.updated, createdAt: comment.created, updatedAt: comment.updated },
  author: comment.author ? toUser(comment.author) : null,
  marker: markerIn(comment.properties),
  fields: ifReadable('body', () => readRich(comment.body)),
})

export const worklogItem = (worklog: WireWorklog, { issueId, containerId, site }: Place): Item => ({
  ...{ type: 'worklog', id: `${issueId}/${worklog.id}`, key: null, containerId, on: { type: 'issue', id: issueId } },
  url: `${site}/browse/${issueId}?focusedWorklogId=${worklog.id}`,
  ...{ version: worklog.updated, createdAt: worklog.created, updatedAt: worklog.updated },
  author: worklog.author ? toUser(worklog.author) : null,
  marker: markerIn(worklog.properties),
  fields: {
    started: worklog.started,
    ended: new Date(Date.parse(worklog.started) + worklog.timeSpentSeconds * 1_000).toISOString(),
    minutes: Math.round(worklog.timeSpentSeconds / 60),
    ...ifReadable('comment', () => readRich(worklog.comment)),
    author: worklog.author?.accountId ?? null,
  },
})

/** The parts of a ref, which become parts of an address. */
export function idsOf({ type, id }: ItemRef): { issueId: string; ownId: string } {
  const [, issueId, , ownId] = /^(\d+)(\/(\d+))?$/.exec(id) ?? []
  if (issueId === undefined || (type === 'issue') !== (ownId === undefined))
    throw new ProviderError(provider, 'invalid', `${JSON.stringify(id)} is not the id of a ${type}`)
  return { issueId, ownId: ownId ?? '' }
}
