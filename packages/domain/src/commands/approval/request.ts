import * as z from 'zod'
import { namesNobody } from '../../approvals/approvers.ts'
import { defaultAsk, withOrder } from '../../approvals/form.ts'
import { nextReminder } from '../../approvals/reminders.ts'
import { Approvers } from '../../entities/approval.ts'
import { AppError } from '../../errors.ts'
import { deriveId, Id } from '../../ids.ts'
import { Timestamp } from '../../time.ts'
import { type CommandContext, defineCommand } from '../definition.ts'
import { emitInsert } from '../emit-update.ts'
import { LongText, NewEntityId } from '../fields.ts'
import { projectOfTask } from '../read-only.ts'
import { wrong } from '../task/validate.ts'

/** Ten years: within what every part can count. */
const Milliseconds = z
  .int()
  .positive()
  .max(10 * 366 * 86_400_000)

const { memberIds, role, projectRole, assignee, lead } = Approvers.shape
const From = z.strictObject({
  memberIds: memberIds.default([]),
  role: role.default(null),
  projectRole: projectRole.default(null),
  assignee: assignee.default(false),
  lead: lead.default(false),
})

const RequestApproval = z.strictObject({
  id: NewEntityId,
  title: z.string().trim().min(1).max(500),
  description: LongText.default(''),
  ask: z
    .record(z.string(), z.unknown())
    .optional()
    .meta({ description: 'JSON Schema of an answer: an object of plain fields; default: `approved`, and a `comment`' }),
  from: From,
  count: z.int().min(1).max(20).default(1).meta({ description: 'how many have to answer' }),
  allowSelf: z
    .boolean()
    .default(false)
    .meta({ description: 'whether whoever asks, or set off the run that asks, may answer too' }),
  taskId: Id.nullable().default(null),
  projectId: Id.nullable().default(null).meta({ description: 'default: that of the task' }),
  link: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .nullable()
    .default(null),
  timeoutMs: Milliseconds.optional().meta({ description: 'it expires so long after it was asked for' }),
  expiresAt: Timestamp.optional().meta({ description: 'it expires then; in place of `timeoutMs`' }),
  remindEveryMs: Milliseconds.min(1_000).optional(),
  remindAt: z.array(Timestamp).max(20).optional(),
})

export const requestApproval = defineCommand({
  type: 'approval.request',
  summary: 'Ask people for an approval or another answer',
  data: RequestApproval,
  needs: (data) => [
    { kind: 'approval', ids: [data.id] },
    { kind: 'task', ids: [data.taskId] },
    { kind: 'project', ids: [data.projectId] },
    { kind: 'member', ids: data.from.memberIds },
    ...(data.taskId ? [projectOfTask(data.taskId)] : []),
    { cause: true },
  ],
  decide(data, context) {
    const { projectId } = placeOf(data, context)
    context.allow('approval.request')
    const ask = withOrder(data.ask ?? defaultAsk)
    checkFrom(data, projectId, context)
    const plan = {
      expiresAt: expiryOf(data, context.now),
      remindEveryMs: data.remindEveryMs ?? null,
      remindAt: [...new Set(data.remindAt ?? [])].sort(),
    }
    const { actor, now } = context
    const isRun = actor.type === 'playbook_run' || actor.type === 'rule_run' || actor.type === 'agent_run'
    const approval = {
      id: data.id ?? deriveId(context.commandId, 'approval'),
      title: data.title,
      description: data.description,
      status: 'pending' as const,
      ask,
      from: data.from,
      count: data.count,
      allowSelf: data.allowSelf,
      excludedIds: data.allowSelf ? [] : [...new Set([actor.memberId, ...context.causedBy()])],
      taskId: data.taskId,
      projectId,
      link: data.link,
      requestedBy: actor,
      runId: isRun ? actor.id : null,
      ...plan,
      nextReminderAt: nextReminder(plan, now, now),
      reminders: 0,
      answers: [],
      answer: null,
      endedAt: null,
      version: 1,
      createdAt: now,
      updatedAt: now,
    }
    return emitInsert(context, 'approval', approval, { type: 'approval.requested', projectId })
  },
})

type Data = z.output<typeof RequestApproval>

function placeOf({ taskId, projectId }: Data, context: CommandContext): { projectId: string | null } {
  const task = taskId === null ? null : context.get('task', taskId, 'taskId')
  if (projectId !== null) context.get('project', projectId, 'projectId')
  if (task !== null && projectId !== null && task.projectId !== projectId)
    throw wrong('projectId', 'the project of the task')
  return { projectId: task?.projectId ?? projectId }
}

function checkFrom({ from, taskId, count, allowSelf }: Data, projectId: string | null, context: CommandContext): void {
  if (namesNobody(from)) throw wrong('from', 'somebody who may answer: members, a role, the assignee or the lead')
  for (const [index, memberId] of from.memberIds.entries()) {
    if (context.get('member', memberId, `from.memberIds.${index}`).removedAt)
      throw wrong(`from.memberIds.${index}`, 'a member who has not left the workspace')
  }
  if (from.assignee && taskId === null) throw wrong('from.assignee', 'false, for the approval has no task')
  if (projectId === null && from.lead) throw wrong('from.lead', 'false, for the approval has no project')
  if (projectId === null && from.projectRole !== null)
    throw wrong('from.projectRole', 'null, for the approval has no project')
  const { memberIds, role, projectRole, assignee, lead } = from
  if (role !== null || projectRole !== null) return
  const excluded = new Set(allowSelf ? [] : [context.actor.memberId, ...context.causedBy()])
  const able = new Set(memberIds.filter((id) => !excluded.has(id))).size + Number(assignee) + Number(lead)
  if (able >= count) return
  throw new AppError('invalid_input', 'too few of those whom `from` names may answer', {
    fields: [
      { path: 'from', expected: `at least ${count} who did not ask or set it off themselves`, code: 'too_small' },
    ],
  })
}

function expiryOf({ timeoutMs, expiresAt }: Data, now: string): string | null {
  if (timeoutMs !== undefined && expiresAt !== undefined) throw wrong('expiresAt', 'either this or timeoutMs')
  if (expiresAt !== undefined && expiresAt <= now) throw wrong('expiresAt', 'a time to come')
  return timeoutMs === undefined ? (expiresAt ?? null) : new Date(Date.parse(now) + timeoutMs).toISOString()
}
