import { createHash } from 'node:crypto'
import { ProviderError } from '../../connector/provider-error.ts'
import type { Delivery, ExternalEvent, Hint, InboundRequest, Webhooks } from '../../connector/webhooks.ts'
import { headerOf } from '../../webhooks/headers.ts'
import { parsed, provider } from './failures.ts'
import { WireDelivery } from './wire-delivery.ts'

export const events: Webhooks['events'] = [
  { type: 'jira.issue.created', summary: 'an issue was made' },
  { type: 'jira.issue.updated', summary: 'an issue was changed; `changes` says which fields' },
  { type: 'jira.issue.transitioned', summary: 'an issue has another status; `from` and `to`' },
  { type: 'jira.issue.assigned', summary: 'an issue has another assignee; `from` and `to`' },
  { type: 'jira.issue.deleted', summary: 'an issue was deleted' },
  { type: 'jira.comment.created', summary: 'an issue has a new comment' },
  { type: 'jira.comment.updated', summary: 'a comment was changed' },
  { type: 'jira.comment.deleted', summary: 'a comment was deleted' },
  { type: 'jira.worklog.created', summary: 'work on an issue was logged' },
  { type: 'jira.worklog.updated', summary: 'logged work was changed' },
  { type: 'jira.worklog.deleted', summary: 'logged work was deleted' },
  { type: 'jira.sprint.created', summary: 'a sprint was made' },
  { type: 'jira.sprint.updated', summary: 'a sprint was changed' },
  { type: 'jira.sprint.started', summary: 'a sprint was started' },
  { type: 'jira.sprint.closed', summary: 'a sprint was completed' },
  { type: 'jira.sprint.deleted', summary: 'a sprint was deleted' },
  { type: 'jira.version.released', summary: 'a version was released' },
]
const known = new Set(events.map(({ type }) => type))

export function parseDelivery({ headers, body }: InboundRequest): Delivery {
  const delivery = WireDelivery.safeParse(parsed(new TextDecoder().decode(body)))
  if (!delivery.success) {
    const [issue] = delivery.error.issues
    throw new ProviderError(
      provider,
      'malformed',
      `a delivery that Jira does not document: ${issue?.path.join('.')} ${issue?.message}`,
    )
  }
  const told = delivery.data
  const id = headerOf(headers, 'x-atlassian-webhook-identifier') ?? createHash('sha256').update(body).digest('hex')
  const actor = told.user?.accountId ?? told.comment?.updateAuthor?.accountId ?? told.worklog?.updateAuthor?.accountId
  return { id, actorId: actor ?? null, hints: hintsOf(told), events: eventsOf(told) }
}

function hintsOf({ webhookEvent, issue, comment, worklog, issueLink }: WireDelivery): Hint[] {
  const containerId = issue?.fields?.project?.id ?? null
  const gone = webhookEvent.endsWith('_deleted')
  const issueId = issue?.id ?? worklog?.issueId
  // Comments of an issue that goes are told one by one, too; its own line is enough for the rest.
  if (comment || worklog) {
    const [type, part] = comment ? (['comment', comment] as const) : (['worklog', worklog] as const)
    // Worklogs come without their project.
    if (!issueId || containerId === null || !part) return [{ kind: 'pull', containerId }]
    const ref = { type, id: `${issueId}/${part.id}` }
    return [
      gone
        ? { kind: 'gone', ref, containerId }
        : { kind: 'changed', ref, containerId, on: { type: 'issue', id: issueId } },
    ]
  }
  if (issueLink) {
    const both = [issueLink.sourceIssueId, issueLink.destinationIssueId]
    return both.map((id) => ({ kind: 'changed', ref: { type: 'issue', id }, containerId: null, on: null }))
  }
  if (!issue) return []
  if (containerId === null) return [{ kind: 'pull', containerId }]
  const ref = { type: 'issue', id: issue.id }
  return [gone ? { kind: 'gone', ref, containerId } : { kind: 'changed', ref, containerId, on: null }]
}

function eventsOf(told: WireDelivery): ExternalEvent[] {
  const { webhookEvent, timestamp, issue, changelog, comment, worklog, sprint, version, user } = told
  const [, subject = '', verb = ''] = /^(?:jira:)?([a-z]+)_([a-z]+)$/.exec(webhookEvent) ?? []
  const occurredAt = new Date(timestamp).toISOString()
  const containerId = issue?.fields?.project?.id ?? version?.projectId ?? null
  const about = {
    ...(issue && { issue: { id: issue.id, key: issue.key, summary: issue.fields?.summary ?? null } }),
    ...(comment && { comment: { id: comment.id } }),
    ...(worklog && {
      worklog: {
        id: worklog.id,
        issueId: worklog.issueId ?? null,
        minutes: Math.round((worklog.timeSpentSeconds ?? 0) / 60),
      },
    }),
    ...(sprint && { sprint }),
    ...(version && { version: { id: version.id, name: version.name } }),
    user: user?.accountId ? { id: user.accountId, name: user.displayName ?? user.accountId } : null,
  }
  const changes = (changelog?.items ?? []).map(({ field, fieldId, from, to, fromString, toString: toText }) => ({
    ...{ field: fieldId ?? field, from: from ?? fromString ?? null, to: to ?? toText ?? null },
    ...{ fromName: fromString ?? null, toName: toText ?? null },
  }))
  const subjectId = comment?.id ?? worklog?.id ?? issue?.id ?? sprint?.id ?? version?.id ?? ''
  const happening = (type: string, data: Record<string, unknown>): ExternalEvent => ({
    // The same, whichever of two webhooks tells it.
    ...{ type, id: `${type}:${subjectId}:${changelog?.id ?? timestamp}`, occurredAt, containerId, data },
  })
  const found = [
    happening(`jira.${subject}.${verb}`, { ...about, ...(subject === 'issue' && verb === 'updated' && { changes }) }),
  ]
  if (subject === 'issue' && verb === 'updated') {
    const move = changes.find(({ field }) => field === 'status')
    const given = changes.find(({ field }) => field === 'assignee')
    const sides = ({ from, to, fromName, toName }: NonNullable<typeof move>) => ({
      ...{
        from: from === null ? null : { id: from, name: fromName },
        to: to === null ? null : { id: to, name: toName },
      },
    })
    if (move) found.push(happening('jira.issue.transitioned', { ...about, ...sides(move) }))
    if (given) found.push(happening('jira.issue.assigned', { ...about, ...sides(given) }))
  }
  return found.filter(({ type }) => known.has(type))
}
