import * as z from 'zod'
import type { Task } from '../../entities/task.ts'
import { AppError } from '../../errors.ts'
import { deriveId, Id } from '../../ids.ts'
import { mergeSet } from '../../merge.ts'
import { rankBetween } from '../../rank.ts'
import { type CommandContext, type CommandResult, defineCommand } from '../definition.ts'
import { snapshotOf } from '../entities.ts'
import { NewEntityId } from '../fields.ts'
import { ensureTags, tagsNamed } from '../organize/ensure-tags.ts'
import { refuseArchivedProject } from '../read-only.ts'
import { checkRequired, membersIn, mergeCustomFields } from './custom-fields.ts'
import { taskFields } from './fields.ts'
import { checkPlan, planNeeds } from './plan.ts'
import { checkDates, checkMember, checkParent, chooseState, stampsFor } from './validate.ts'

const { title, ...optional } = taskFields

const CreateTask = z.strictObject({
  id: NewEntityId,
  projectId: Id,
  title,
  ...z.strictObject(optional).partial().shape,
})

export const createTask = defineCommand({
  type: 'task.create',
  summary: 'Create a task',
  data: CreateTask,
  needs: (data) => [
    { kind: 'project', ids: [data.projectId] },
    { kind: 'task', ids: [data.id] },
    // Locked, so that it is not deleted while it gets a child.
    { kind: 'task', ids: [data.parentId], write: true },
    { kind: 'member', ids: [data.assigneeId, ...membersIn(data.customFields)] },
    ...planNeeds(data),
    { all: 'state' },
    { all: 'custom_field' },
    ...tagsNamed(data.tags),
    ...(data.parentId ? [{ fact: 'task_ancestors', id: data.parentId } as const] : []),
    { numberIn: data.projectId },
  ],
  makes: ({ id }, commandId) => ({ kind: 'task', names: [id ?? deriveId(commandId, 'task')] }),
  decide: (data, context) => makeTask(data, context),
})

/** Of which series a new task is an occurrence, and of which day. */
export type SeriesMark = Pick<Task, 'seriesId' | 'occurrence'>

export function makeTask(
  data: z.output<typeof CreateTask>,
  context: CommandContext,
  { seriesId, occurrence }: SeriesMark = { seriesId: null, occurrence: null },
): CommandResult {
  const project = context.get('project', data.projectId, 'projectId')
  context.allow('task.create', project.id)
  refuseArchivedProject(context, project.id)
  const id = data.id ?? deriveId(context.commandId, 'task')
  const state = chooseState(context, data.stateId, data.status ?? (data.stateId ? undefined : 'unstarted'))
  if (!state) throw new AppError('invalid_state', 'the workspace has no state of category unstarted')
  if (data.assigneeId) context.allow('task.assign', project.id)
  if (state.category === 'completed') context.allow('task.complete', project.id)
  checkMember(context, data.assigneeId, 'assigneeId')
  checkParent(context, data.parentId, project.id, id)
  checkPlan(context, data, project.id)
  checkDates(data.startDate ?? null, data.dueDate ?? null)
  const customFields = mergeCustomFields(context, project.id, {}, data.customFields ?? {})
  // A service that a connection keeps in step cannot be asked for what it does not have: people fill it in.
  if (context.actor.type !== 'connection') checkRequired(context, project.id, customFields)
  const tags = mergeSet(data.tags ?? [])
  ensureTags(context, tags)
  const number = context.takeNumber(project.id)
  const task = {
    id,
    projectId: project.id,
    number,
    identifier: `${project.key}-${number}`,
    title: data.title,
    description: data.description ?? '',
    type: data.type ?? 'task',
    status: state.category,
    stateId: state.id,
    priority: data.priority ?? 'none',
    assigneeId: data.assigneeId ?? null,
    creatorId: context.actor.memberId,
    parentId: data.parentId ?? null,
    cycleId: data.cycleId ?? null,
    milestoneId: data.milestoneId ?? null,
    seriesId,
    occurrence,
    tags,
    estimatedMinutes: data.estimatedMinutes ?? null,
    actualMinutes: data.actualMinutes ?? null,
    estimatePoints: data.estimatePoints ?? null,
    startDate: data.startDate ?? null,
    dueDate: data.dueDate ?? null,
    rank: data.rank ?? rankBetween(context.lastRank(project.id), null),
    customFields,
    ...stampsFor(state.category, context.now),
    archivedAt: null,
    version: 1,
    createdAt: context.now,
    updatedAt: context.now,
  }
  context.insert('task', task)
  context.emit({
    type: 'task.created',
    subject: { type: 'task', id },
    projectId: project.id,
    data: { task: snapshotOf(task) },
  })
  return { kind: 'task', id, version: 1 }
}
