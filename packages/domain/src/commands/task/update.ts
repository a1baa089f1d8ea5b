import * as z from 'zod'
import type { Task } from '../../entities/task.ts'
import { AppError } from '../../errors.ts'
import { Id } from '../../ids.ts'
import { type FieldChange, mergeSet } from '../../merge.ts'
import { type CommandContext, defineCommand } from '../definition.ts'
import { snapshotOf } from '../entities.ts'
import { BaseVersion } from '../fields.ts'
import { ensureTags, tagsNamed } from '../organize/ensure-tags.ts'
import { projectOfTask, refuseArchived } from '../read-only.ts'
import { seriesOfTask, seriesOnDatesOf, tellSeries } from '../series/after-task.ts'
import { membersIn, mergeCustomFields } from './custom-fields.ts'
import { mostTags, Tags, taskFields } from './fields.ts'
import { checkPlan, planNeeds } from './plan.ts'
import { checkDates, checkMember, checkParent, chooseState, stampsFor, wrong } from './validate.ts'

const UpdateTask = z.strictObject({
  id: Id,
  baseVersion: BaseVersion,
  ...z.strictObject(taskFields).partial().shape,
  addTags: Tags.optional(),
  removeTags: Tags.optional(),
})

const hasDates = (data: z.output<typeof UpdateTask>) =>
  data.startDate !== undefined || data.dueDate !== undefined || data.customFields !== undefined

const statusFields = new Set(['status', 'stateId', 'startedAt', 'completedAt', 'canceledAt'])

export const updateTask = defineCommand({
  type: 'task.update',
  summary: 'Change a task: its fields, state, assignee, tags or place',
  data: UpdateTask,
  needs: (data) => [
    // The parent too, so that it is not deleted while it gets a child.
    { kind: 'task', ids: [data.id, data.parentId], write: true },
    projectOfTask(data.id),
    ...planNeeds(data),
    ...(data.actualMinutes === undefined ? [] : [{ kind: 'time_entry', by: { taskId: data.id }, late: true } as const]),
    { kind: 'member', ids: [data.assigneeId, ...membersIn(data.customFields)] },
    ...(data.stateId || data.status ? [{ all: 'state' } as const] : []),
    ...(data.customFields ? [{ all: 'custom_field' } as const] : []),
    ...tagsNamed(data.tags, data.addTags),
    ...(hasDates(data) ? [seriesOnDatesOf(data.id)] : []),
    ...(data.parentId ? [{ fact: 'task_ancestors', id: data.parentId } as const] : []),
  ],
  more: (data, rows) => (data.stateId || data.status ? seriesOfTask(data.id, rows) : []),
  decide(data, context) {
    const task = context.get('task', data.id, 'id')
    const patch = toPatch(data, task, context)
    authorize(context, task, patch)
    const changes = context.update('task', task.id, patch, { baseVersion: data.baseVersion })
    emitChanges(context, context.get('task', task.id), changes)
    tellSeries(context, context.get('task', task.id), changes)
    return { kind: 'task', id: task.id, version: context.get('task', task.id).version }
  },
})

function toPatch(data: z.output<typeof UpdateTask>, task: Task, context: CommandContext): Partial<Task> {
  const { id: _id, baseVersion: _base, status, stateId, tags, addTags, removeTags, customFields, ...rest } = data
  const patch = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)) as Partial<Task>
  const state = chooseState(context, stateId, stateId === undefined && status === task.status ? undefined : status)
  if (state) Object.assign(patch, { stateId: state.id, status: state.category })
  if (state && state.category !== task.status) Object.assign(patch, stampsFor(state.category, context.now, task))
  if (tags || addTags || removeTags) patch.tags = mergeSet(tags ?? task.tags, addTags, removeTags)
  if (patch.tags && patch.tags.length > mostTags) throw wrong('tags', `at most ${mostTags} on one task`, 'too_big')
  if (patch.tags)
    ensureTags(
      context,
      patch.tags.filter((tag) => !task.tags.includes(tag)),
    )
  if (customFields) patch.customFields = mergeCustomFields(context, task.projectId, task.customFields, customFields)
  checkMember(context, patch.assigneeId, 'assigneeId')
  checkParent(context, patch.parentId, task.projectId, task.id)
  checkActualMinutes(context, task, patch)
  checkPlan(context, patch, task.projectId, task)
  checkDates(
    patch.startDate === undefined ? task.startDate : patch.startDate,
    patch.dueDate === undefined ? task.dueDate : patch.dueDate,
  )
  return patch
}

/** What was logged is not overwritten by hand. */
function checkActualMinutes(context: CommandContext, task: Task, { actualMinutes }: Partial<Task>): void {
  if (actualMinutes === undefined || actualMinutes === task.actualMinutes) return
  if (context.all('time_entry').some((entry) => entry.taskId === task.id && entry.minutes !== null))
    throw new AppError('invalid_state', 'actualMinutes is the sum of the task’s time entries; log or change these', {
      fields: [{ path: 'actualMinutes', expected: 'nothing: the task has time entries', code: 'invalid_state' }],
    })
}

/** Assigning and completing (or reopening) are permissions of their own; the rest is editing. */
function authorize(context: CommandContext, task: Task, patch: Partial<Task>): void {
  const fields = Object.keys(patch)
  const completes = patch.status === 'completed' || (task.status === 'completed' && patch.status !== undefined)
  if ('assigneeId' in patch) context.allow('task.assign', task.projectId)
  if (completes) context.allow('task.complete', task.projectId)
  const edits = fields.some((field) => field !== 'assigneeId' && !(completes && statusFields.has(field)))
  if (edits || fields.length === 0) context.allow('task.edit', task.projectId)
  refuseArchived(context, task)
}

/** One event for each aspect that automations listen to: the status, the assignee, and all else. */
function emitChanges(context: CommandContext, task: Task, changes: Readonly<Record<string, FieldChange>>): void {
  const pick = (wanted: (field: string) => boolean) =>
    Object.fromEntries(Object.entries(changes).filter(([field]) => wanted(field)))
  const emit = (type: 'task.updated' | 'task.status_changed' | 'task.assigned', data: Record<string, unknown>) =>
    context.emit({
      type,
      subject: { type: 'task', id: task.id },
      projectId: task.projectId,
      data: { task: snapshotOf(task), ...data },
    })
  const envelope = (field: string) => field === 'version' || field === 'updatedAt'
  const edited = pick((field) => !statusFields.has(field) && field !== 'assigneeId' && !envelope(field))
  // Every event of one command carries the same version and time, so that folding any of them gives the row.
  const stamps = pick(envelope)
  if (Object.keys(edited).length > 0) emit('task.updated', { changes: { ...edited, ...stamps } })
  if (changes.assigneeId)
    emit('task.assigned', {
      changes: { assigneeId: changes.assigneeId, ...stamps },
      from: changes.assigneeId.before,
      to: changes.assigneeId.after,
    })
  if (changes.stateId) {
    emit('task.status_changed', {
      changes: { ...pick((field) => statusFields.has(field)), ...stamps },
      from: changes.status?.before ?? task.status,
      to: task.status,
      fromStateId: changes.stateId.before,
      toStateId: task.stateId,
    })
  }
}
