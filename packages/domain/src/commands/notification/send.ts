import * as z from 'zod'
import { AppError } from '../../errors.ts'
import { deriveId, Id } from '../../ids.ts'
import { Role } from '../../permissions.ts'
import { type CommandContext, defineCommand, type Need } from '../definition.ts'
import { projectOfTask } from '../read-only.ts'

/** Whom to tell. */
const To = z.union([
  z.strictObject({ memberId: Id }),
  z.strictObject({ assigneeOf: Id.meta({ description: 'a task' }) }),
  z.strictObject({ leadOf: Id.meta({ description: 'a project' }) }),
  z.strictObject({ project: Id.meta({ description: 'whoever has a role in this project, and its lead' }) }),
  z.strictObject({ role: Role.meta({ description: 'whoever has just this role in the workspace' }) }),
])
type To = z.infer<typeof To>

export const sendNotification = defineCommand({
  type: 'notification.send',
  summary: 'Tell members something, in their inbox and as they wish by e-mail',
  data: z.strictObject({
    to: To,
    title: z.string().trim().min(1).max(500),
    body: z.string().max(20_000).default('').meta({ description: 'Markdown' }),
    about: z
      .strictObject({ type: z.string().max(100), id: Id })
      .nullable()
      .default(null),
    link: z
      .url({ protocol: /^https?$/ })
      .max(2_000)
      .nullable()
      .default(null),
  }),
  needs: ({ to }) => needsOf(to),
  decide({ to, title, body, about, link }, context) {
    const { memberIds, projectId, task } = recipients(to, context)
    context.allow('notification.send')
    const on = about ?? (task ? { type: 'task', id: task } : null)
    const notifications = memberIds.map((memberId, index) => ({
      id: deriveId(context.commandId, 'notification', index),
      memberId,
      kind: 'message' as const,
      title,
      body,
      about: on,
      link,
      projectId,
      actorId: context.actor.memberId,
      eventSeq: null,
      readAt: null,
      createdAt: context.now,
    }))
    for (const notification of notifications) context.insert('notification', notification)
    const [first] = notifications
    context.emit({
      type: 'notification.sent',
      subject: { type: 'notification', id: first?.id ?? context.commandId },
      projectId,
      data: { memberIds, title, body, about: on, link },
    })
    return first
      ? { kind: 'notification', id: first.id, version: 1 }
      : { kind: 'event', id: context.commandId, version: 1 }
  },
})

function needsOf(to: To): Need[] {
  if ('memberId' in to) return [{ kind: 'member', ids: [to.memberId] }]
  if ('role' in to) return [{ kind: 'member', by: { role: to.role } }]
  if ('assigneeOf' in to)
    return [
      { kind: 'task', ids: [to.assigneeOf] },
      projectOfTask(to.assigneeOf),
      { kind: 'member', of: { kind: 'task', field: 'assigneeId', ids: [to.assigneeOf] } },
    ]
  const id = 'leadOf' in to ? to.leadOf : to.project
  const lead: Need = { kind: 'member', of: { kind: 'project', field: 'leadId', ids: [id] } }
  if ('leadOf' in to) return [{ kind: 'project', ids: [id] }, lead]
  return [{ kind: 'project', ids: [id] }, lead, { kind: 'project_member', by: { projectId: id } }]
}

/** @throws AppError `not_found`; `invalid_state` for a member who has left */
function recipients(to: To, context: CommandContext) {
  const none = { projectId: null, task: null }
  if ('memberId' in to) {
    const member = context.get('member', to.memberId, 'to.memberId')
    if (member.removedAt) throw new AppError('invalid_state', 'the member has left the workspace')
    return { ...none, memberIds: [to.memberId] }
  }
  if ('role' in to) {
    const all = context.all('member').filter(({ role, removedAt }) => role === to.role && removedAt === null)
    return { ...none, memberIds: all.map(({ id }) => id) }
  }
  const present = (ids: readonly (string | null)[]) => [
    ...new Set(ids.filter((id): id is string => id !== null && !context.find('member', id)?.removedAt)),
  ]
  if ('assigneeOf' in to) {
    const { id, assigneeId, projectId } = context.get('task', to.assigneeOf, 'to.assigneeOf')
    return { memberIds: present([assigneeId]), projectId, task: id }
  }
  const { id, leadId } = context.get('project', 'leadOf' in to ? to.leadOf : to.project, 'to')
  const others = 'leadOf' in to ? [] : context.all('project_member').filter(({ projectId }) => projectId === id)
  return { memberIds: present([leadId, ...others.map(({ memberId }) => memberId)]), projectId: id, task: null }
}
