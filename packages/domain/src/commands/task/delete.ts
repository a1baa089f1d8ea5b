import * as z from 'zod'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitRemove } from '../emit-update.ts'

export const deleteTask = defineCommand({
  type: 'task.delete',
  summary: 'Delete a task; the event log keeps its last state',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [{ kind: 'task', ids: [id], write: true }],
  decide({ id }, context) {
    const { projectId } = context.get('task', id, 'id')
    context.allow('task.delete', projectId)
    return emitRemove(context, 'task', id, { type: 'task.deleted', projectId })
  },
})
