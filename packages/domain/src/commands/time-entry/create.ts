import * as z from 'zod'
import { deriveId, Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitInsert } from '../emit-update.ts'
import { NewEntityId } from '../fields.ts'
import { projectOfTask, refuseArchived } from '../read-only.ts'
import { checkMember } from '../task/validate.ts'
import { allowTimeOf } from './allow-entry.ts'
import { bookMinutes } from './book-minutes.ts'
import { optionalTimeFields, timeFields } from './fields.ts'
import { spanOf } from './span.ts'

export const createTimeEntry = defineCommand({
  type: 'time_entry.create',
  summary: 'Log time that was worked on a task',
  data: z.strictObject({
    id: NewEntityId,
    taskId: Id,
    memberId: Id.optional().meta({ description: 'who worked; default: yourself' }),
    ...optionalTimeFields,
    startedAt: timeFields.startedAt,
  }),
  needs: ({ id, taskId, memberId }) => [
    { kind: 'task', ids: [taskId], write: true },
    projectOfTask(taskId),
    { kind: 'member', ids: [memberId] },
    { kind: 'time_entry', ids: [id] },
    { kind: 'time_entry', by: { taskId }, late: true },
  ],
  decide(data, context) {
    const { taskId, memberId = context.actor.memberId, note = '', billable = false } = data
    const task = context.get('task', taskId, 'taskId')
    const { projectId } = task
    allowTimeOf(context, memberId, projectId)
    refuseArchived(context, task)
    checkMember(context, memberId, 'memberId')
    const id = data.id ?? deriveId(context.commandId, 'time_entry')
    const stamps = { version: 1, createdAt: context.now, updatedAt: context.now }
    const entry = { id, taskId, projectId, memberId, ...spanOf(data, context.now), note, billable, ...stamps }
    const result = emitInsert(context, 'time_entry', entry, { type: 'time_entry.created', projectId })
    bookMinutes(context, taskId)
    return result
  },
})
