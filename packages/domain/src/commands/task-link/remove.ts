import * as z from 'zod'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitRemove } from '../emit-update.ts'
import { linkWithTask, taskToLink } from './fields.ts'

export const removeTaskLink = defineCommand({
  type: 'task_link.remove',
  summary: 'Take a link off a task; what it leads to stays as it is, and is not recognised for the task again',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => linkWithTask(id),
  decide({ id }, context) {
    const { taskId, projectId } = context.get('task_link', id, 'id')
    taskToLink(context, taskId, 'id')
    return emitRemove(context, 'task_link', id, { type: 'task_link.removed', projectId })
  },
})
