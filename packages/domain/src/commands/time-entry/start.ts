import * as z from 'zod'
import { AppError } from '../../errors.ts'
import { deriveId, Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitInsert } from '../emit-update.ts'
import { NewEntityId } from '../fields.ts'
import { projectOfTask, refuseArchived } from '../read-only.ts'
import { timeFields } from './fields.ts'

export const startTimeEntry = defineCommand({
  type: 'time_entry.start',
  summary: 'Start a timer of your own on a task; a member has one running timer at most',
  data: z.strictObject({
    id: NewEntityId,
    taskId: Id,
    note: timeFields.note.default(''),
    billable: timeFields.billable.default(false),
  }),
  needs: ({ id, taskId }) => [
    { kind: 'task', by: { id: taskId }, keep: true },
    projectOfTask(taskId),
    { kind: 'time_entry', ids: [id] },
    { kind: 'time_entry', by: { endedAt: null }, mine: 'memberId' },
  ],
  decide({ id, taskId, note, billable }, context) {
    const task = context.get('task', taskId, 'taskId')
    const { projectId } = task
    const { memberId } = context.actor
    context.allow('time.log', projectId)
    refuseArchived(context, task)
    const running = context.findBy('time_entry', { memberId, endedAt: null })
    if (running)
      throw new AppError('invalid_state', 'a timer of yours is running; stop it first', {
        details: { timeEntryId: running.id, taskId: running.taskId },
      })
    const entry = {
      id: id ?? deriveId(context.commandId, 'time_entry'),
      taskId,
      projectId,
      memberId,
      startedAt: context.now,
      endedAt: null,
      minutes: null,
      note,
      billable,
      version: 1,
      createdAt: context.now,
      updatedAt: context.now,
    }
    return emitInsert(context, 'time_entry', entry, { type: 'time_entry.started', projectId })
  },
})
