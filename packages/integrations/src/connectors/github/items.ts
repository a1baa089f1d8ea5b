import { createHash } from 'node:crypto'
import * as z from 'zod'
import type { ItemType } from '../../connector/connector.ts'
import type { FieldSpec, Item, ItemRef } from '../../connector/item.ts'
import { withoutMarker } from './marker.ts'

export const User = z.object({ id: z.number(), login: z.string() })
export type User = z.infer<typeof User>

/** What we read of an issue; a pull request in the same list has `pull_request`. */
export const Issue = z.object({
  id: z.number(),
  number: z.number(),
  html_url: z.string(),
  repository_url: z.string(),
  title: z.string(),
  body: z.string().nullish(),
  state: z.enum(['open', 'closed']),
  state_reason: z.string().nullish(),
  labels: z.array(z.union([z.string(), z.object({ name: z.string().nullish() })])),
  assignees: z.array(User).nullish(),
  milestone: z.object({ number: z.number(), title: z.string() }).nullish(),
  user: User.nullish(),
  created_at: z.string(),
  updated_at: z.string(),
  parent_issue_url: z.string().nullish(),
  /** There where the server knows of sub-issues. */
  sub_issues_summary: z.unknown().optional(),
  pull_request: z.unknown().optional(),
})
export type Issue = z.infer<typeof Issue>

export const Comment = z.object({
  id: z.number(),
  html_url: z.string(),
  issue_url: z.string(),
  body: z.string().nullish(),
  user: User.nullish(),
  created_at: z.string(),
  updated_at: z.string(),
})
export type Comment = z.infer<typeof Comment>

/**
 * `<repository’s id>/<number>`: GitHub gives neither to another, renames change neither, and its API asks for both. The database id of an
 * issue would be as stable, but nothing can be asked by it. An issue that is transferred is another one there, and gone here.
 */
export const issueRef = (containerId: string, number: number): ItemRef => ({
  type: 'issue',
  id: `${containerId}/${number}`,
})

export function numberOf(ref: ItemRef): number {
  return Number(/^\d+\/(\d+)$/.exec(ref.id)?.[1] ?? Number.NaN)
}

export const states = [
  { value: 'open', name: 'Open' },
  { value: 'closed:completed', name: 'Closed as completed' },
  { value: 'closed:not_planned', name: 'Closed as not planned' },
  { value: 'closed:duplicate', name: 'Closed as duplicate' },
] as const

const issueFields: readonly FieldSpec[] = [
  { key: 'title', name: 'Title', type: 'text' },
  { key: 'description', name: 'Description', type: 'markdown' },
  { key: 'state', name: 'State', type: 'option', options: states },
  { key: 'labels', name: 'Labels', type: 'options' },
  { key: 'assignees', name: 'Assignees', type: 'users' },
  { key: 'milestone', name: 'Milestone', type: 'option' },
  { key: 'parent', name: 'Parent issue', type: 'item' },
]

export const itemTypes: readonly ItemType[] = [
  {
    type: 'issue',
    name: 'Issue',
    entity: 'task',
    fields: issueFields,
    defaults: [
      { theirs: 'title', ours: 'title' },
      { theirs: 'description', ours: 'description' },
      {
        theirs: 'state',
        ours: 'status',
        values: [
          { theirs: 'open', ours: 'backlog' },
          { theirs: 'open', ours: 'unstarted' },
          { theirs: 'open', ours: 'triage' },
          { theirs: 'open', ours: 'started' },
          { theirs: 'closed:completed', ours: 'completed' },
          { theirs: 'closed:not_planned', ours: 'canceled' },
          { theirs: 'closed:duplicate', ours: 'canceled' },
        ],
      },
      { theirs: 'labels', ours: 'tags' },
      { theirs: 'assignees', ours: 'assigneeId' },
      { theirs: 'milestone', ours: 'milestoneId' },
      { theirs: 'parent', ours: 'parentId' },
    ],
    writtenLast: ['state', 'parent'],
    // The API has no deletion of issues for Apps and tokens: they are closed as not planned.
    removes: false,
    restores: false,
  },
  {
    type: 'comment',
    name: 'Comment',
    entity: 'comment',
    fields: [{ key: 'body', name: 'Text', type: 'markdown' }],
    defaults: [{ theirs: 'body', ours: 'body' }],
    removes: true,
    restores: false,
  },
]

const person = (user: User | null | undefined) => (user ? { id: String(user.id), name: user.login, email: null } : null)
const utc = (time: string) => new Date(time).toISOString()

/** GitHub's times are whole seconds: two changes within one have the same. */
function versionOf(updatedAt: string, content: unknown): string {
  return `${updatedAt} ${createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 12)}`
}

/** `…/repos/acme/shop` → `acme/shop` */
const nameOf = (repositoryUrl: string) => repositoryUrl.split('/').slice(-2).join('/')

export function toIssueItem(issue: Issue, containerId: string): Item {
  const { text, marker } = withoutMarker(issue.body)
  const fields: Record<string, Item['fields'][string]> = {
    title: issue.title,
    description: text,
    state: stateOf(issue),
    labels: issue.labels.flatMap((one) => (typeof one === 'string' ? one : (one.name ?? []))).sort(),
    assignees: (issue.assignees ?? []).map(({ id }) => String(id)).sort(),
    milestone: issue.milestone?.title ?? null,
  }
  const parent = parentOf(issue, containerId)
  if (parent !== undefined) fields['parent'] = parent
  return {
    ...issueRef(containerId, issue.number),
    key: `${nameOf(issue.repository_url)}#${issue.number}`,
    url: issue.html_url,
    containerId,
    on: null,
    version: versionOf(issue.updated_at, fields),
    createdAt: utc(issue.created_at),
    updatedAt: utc(issue.updated_at),
    author: person(issue.user),
    marker,
    fields,
  }
}

function stateOf({ state, state_reason: reason }: Issue): string {
  if (state === 'open') return 'open'
  return reason === 'not_planned' || reason === 'duplicate' ? `closed:${reason}` : 'closed:completed'
}

/** undefined: not known. One in another repository cannot be named here. */
function parentOf(issue: Issue, containerId: string): string | null | undefined {
  const { parent_issue_url: url } = issue
  if (url === undefined || url === null) return url
  const number = url.startsWith(`${issue.repository_url}/issues/`) ? Number(url.split('/').at(-1)) : Number.NaN
  return Number.isInteger(number) ? issueRef(containerId, number).id : undefined
}

/** null: it is one on a pull request, which is no item. */
export function toCommentItem(comment: Comment, containerId: string): Item | null {
  const number = Number(comment.issue_url.split('/').at(-1))
  if (!Number.isInteger(number) || /\/pull\/\d+#/.test(comment.html_url)) return null
  const { text, marker } = withoutMarker(comment.body)
  return {
    type: 'comment',
    id: String(comment.id),
    key: null,
    url: comment.html_url,
    containerId,
    on: issueRef(containerId, number),
    version: versionOf(comment.updated_at, text),
    createdAt: utc(comment.created_at),
    updatedAt: utc(comment.updated_at),
    author: person(comment.user),
    marker,
    fields: { body: text },
  }
}
