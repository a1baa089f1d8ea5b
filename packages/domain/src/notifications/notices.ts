import type { Actor } from '../actor.ts'
import type { Approval } from '../entities/approval.ts'
import type { ConnectionTrouble } from '../entities/connection.ts'
import type { Notification, NotificationKind } from '../entities/notification.ts'
import type { Series } from '../entities/series.ts'
import type { Task } from '../entities/task.ts'
import type { AnyEvent, DomainEvent } from '../events/catalogue.ts'
import { Role } from '../permissions.ts'
import { beginningOf } from '../storable-text.ts'
import { budgetNotice } from './budget-notice.ts'
import { conflictNotices } from './conflict-notices.ts'
import { mentionsIn } from './mentions.ts'
import { type PatchEvent, patchNotices, patchNoticeTypes } from './patch-notices.ts'

/** What has to be known of a workspace to tell whom an event concerns. */
export interface People {
  readonly members: readonly {
    readonly id: string
    readonly name: string
    readonly email: string
    readonly role: Role
  }[]
  readonly tasks: ReadonlyMap<string, Pick<Task, 'id' | 'identifier' | 'title' | 'assigneeId' | 'creatorId'>>
  /** Of each project. */
  readonly leads: ReadonlyMap<string, string | null>
  readonly projectRoles: readonly { readonly projectId: string; readonly memberId: string; readonly role: Role }[]
}

export type Notice = Pick<Notification, 'memberId' | 'kind' | 'title' | 'body' | 'about' | 'link'>

/** The types of events of which members are told by themselves. */
export const noticeTypes: readonly string[] = [
  ...['task.created', 'task.assigned', 'comment.created', 'comment.updated', 'approval.requested', 'approval.reminded'],
  ...[
    'run.failed',
    'automation.throttled',
    'schedule.missed',
    'series.failed',
    'webhook_endpoint.failing',
    'webhook_endpoint.disabled',
    'connection.trouble',
    'connection.recovered',
    'sync_conflict.opened',
    'model_budget.warned',
    'model_budget.exceeded',
  ],
  ...patchNoticeTypes,
]

/** Whom an event is told to, and how: each member once, for the reason that concerns them most, and nobody of their own doing. */
export function noticesOf(event: AnyEvent, people: People): readonly Notice[] {
  const byMember = new Map<string, Notice>()
  for (const notice of allNotices(event as DomainEvent, people)) {
    if (isOwnDoing(event, notice)) continue
    if (!byMember.has(notice.memberId)) byMember.set(notice.memberId, notice)
  }
  return [...byMember.values()]
}

/** Of what their automations do, members are told: they were not there. */
const isOwnDoing = ({ actor }: AnyEvent, { memberId }: Notice) =>
  (actor.type === 'user' || actor.type === 'api_key') && actor.memberId === memberId

function allNotices(event: DomainEvent, people: People): readonly Notice[] {
  const owner = event.actor.memberId
  const about = (type: string, id: string) => ({ type, id })
  const tell =
    (kind: NotificationKind, title: string, body: string, on: Notice['about'], link: string | null = null) =>
    (memberId: string): Notice => ({
      memberId,
      kind,
      title: beginningOf(title, 500),
      body: beginningOf(body, 5_000),
      about: on,
      link,
    })
  switch (event.type) {
    case 'task.created':
    case 'task.assigned': {
      const { id, identifier, title, assigneeId } = event.task
      const to = event.type === 'task.assigned' ? event.to : assigneeId
      return to === null ? [] : [tell('assigned', `${identifier} is yours: ${title}`, '', about('task', id))(to)]
    }
    case 'comment.created':
    case 'comment.updated': {
      const { taskId, body, authorId } = event.comment
      const task = people.tasks.get(taskId)
      if (!task) return []
      const name = `${task.identifier} ${task.title}`
      const on = about('task', taskId)
      const before = event.type === 'comment.updated' ? String(event.changes['body']?.before ?? body) : ''
      const known = new Set(mentioned(before, people))
      const mentions = mentioned(body, people).filter((id) => !known.has(id))
      const concerned =
        event.type === 'comment.updated'
          ? []
          : [task.assigneeId, task.creatorId].filter((id) => id !== null && id !== authorId)
      const writer = writerOf(event, people)
      return [
        ...mentions.map(tell('mentioned', `${writer} mentions you on ${name}`, body, on)),
        ...(concerned as string[]).map(tell('commented', `${writer} commented on ${name}`, body, on)),
      ]
    }
    case 'approval.requested':
    case 'approval.reminded': {
      const { id, title, description, link } = event.approval
      const words = event.type === 'approval.requested' ? 'Approval asked' : 'Approval still open'
      return approvers(event.approval, people).map(
        tell('approval_requested', `${words}: ${title}`, description, about('approval', id), link),
      )
    }
    case 'run.failed':
      return [
        tell('run_failed', `A run failed: ${event.run.name}`, event.error.message, about('run', event.run.id))(owner),
      ]
    case 'series.failed': {
      const { id, name, problem } = event.series
      const before = event.changes['problem']?.before as Series['problem'] | undefined
      // It is tried again and again.
      if (problem === null || before?.code === problem.code) return []
      return [tell('run_failed', `Work did not come again: ${name}`, problem.message, about('series', id))(owner)]
    }
    case 'automation.throttled': {
      const { kind, id, name } = event.automation
      return [tell('automation_throttled', `Slowed down: ${name}`, event.reason, about(kind, id))(owner)]
    }
    case 'webhook_endpoint.failing':
    case 'webhook_endpoint.disabled': {
      const { id, url, disabledReason } = event.webhookEndpoint
      const [title, body] =
        event.type === 'webhook_endpoint.failing'
          ? [`A webhook endpoint has taken nothing since ${event.since}`, `${url}: ${event.reason}`]
          : [`A webhook endpoint was switched off`, `${url}: ${disabledReason ?? ''}`]
      // Of one that is sent nothing any more every ADMIN is told: whose it was may have left.
      const admins = event.type === 'webhook_endpoint.disabled' ? adminsOf(people) : []
      return [owner, ...admins].map(tell('endpoint_failing', title, body, about('webhook_endpoint', id)))
    }
    case 'connection.trouble':
    case 'connection.recovered':
      return connectionNotices(event, people, tell)
    case 'sync_conflict.opened':
      return conflictNotices(event, people, tell)
    case 'model_budget.warned':
    case 'model_budget.exceeded':
      return adminsOf(people).map(budgetNotice(event, tell))
    default:
      if (event.type.startsWith('patch.')) return patchNotices(event as PatchEvent, people, tell)
      return otherNotices(event, tell, owner)
  }
}

type CommentEvent = Extract<DomainEvent, { type: 'comment.created' | 'comment.updated' }>

/** Who has left is no member any more. */
function writerOf({ comment, actor }: CommentEvent, { members }: People): string {
  if (comment.externalAuthor !== null) return comment.externalAuthor
  const name = members.find(({ id }) => id === comment.authorId)?.name ?? 'Somebody'
  return automatic.has(actor.type) ? `An automation of ${name}` : name
}

const automatic: ReadonlySet<Actor['type']> = new Set(['playbook_run', 'rule_run', 'agent_run', 'series', 'schedule'])

type ConnectionEvent = Extract<DomainEvent, { type: 'connection.trouble' | 'connection.recovered' }>

/**
 * What passes by itself (a limit, a service that is away) is seen where the connection is; only what waits for a person is told. What its owner
 * may no longer do here waits for somebody who gives the right, while all else goes on.
 */
function connectionNotices({ type, connection, changes }: ConnectionEvent, people: People, tell: Tell) {
  const { id, name, ownerId, trouble, status } = connection
  const on = { type: 'connection', id }
  const before = changes['trouble']?.before as ConnectionTrouble | null | undefined
  // Whose it is may have left.
  const lost = (type === 'connection.recovered' ? before : trouble)?.code === 'lost_rights'
  const told = [ownerId, ...(lost ? adminsOf(people) : [])]
  if (type === 'connection.recovered')
    return lost || changes['status']?.before === 'attention'
      ? told.map(tell('connection_trouble', `Works again: ${name}`, '', on))
      : []
  if (trouble === null || (status !== 'attention' && !lost)) return []
  const body = `${trouble.message}\n\n${trouble.action}`
  return told.map(tell('connection_trouble', `A connection needs you: ${name}`, body, on))
}

export type Tell = (
  kind: NotificationKind,
  title: string,
  body: string,
  on: Notice['about'],
  link?: string | null,
) => (memberId: string) => Notice

/** Of a schedule it is enough to know which it is. */
function otherNotices(event: AnyEvent, tell: Tell, owner: string): readonly Notice[] {
  if (event.type !== 'schedule.missed') return []
  const { schedule, subject } = event as AnyEvent & { schedule?: { name?: string } }
  return [tell('schedule_missed', `A schedule was missed: ${schedule?.name ?? subject.id}`, '', subject)(owner)]
}

const adminsOf = ({ members }: People) => members.filter(({ role }) => role === 'ADMIN').map(({ id }) => id)

function mentioned(text: string, { members }: People): string[] {
  const { ids, emails } = mentionsIn(text)
  if (ids.size === 0 && emails.size === 0) return []
  return members.filter(({ id, email }) => ids.has(id) || emails.has(email)).map(({ id }) => id)
}

function approvers({ from, taskId, projectId, excludedIds }: Approval, people: People): string[] {
  const isAtLeast = (role: Role, wanted: Role) => Role.options.indexOf(role) <= Role.options.indexOf(wanted)
  const { role, projectRole, memberIds } = from
  const asked = new Set<string | null | undefined>(memberIds)
  if (from.assignee && taskId) asked.add(people.tasks.get(taskId)?.assigneeId)
  if (from.lead && projectId) asked.add(people.leads.get(projectId))
  for (const member of people.members) {
    if (role !== null && isAtLeast(member.role, role)) asked.add(member.id)
    const own = people.projectRoles.find((one) => one.projectId === projectId && one.memberId === member.id)
    if (
      projectRole !== null &&
      projectId &&
      isAtLeast(member.role === 'ADMIN' ? 'ADMIN' : (own?.role ?? member.role), projectRole)
    )
      asked.add(member.id)
  }
  const known = new Set(people.members.map(({ id }) => id))
  return [...asked].filter((id): id is string => typeof id === 'string' && known.has(id) && !excludedIds.includes(id))
}
