import * as z from 'zod'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitRemove, emitUpdate } from '../emit-update.ts'
import { refuseArchivedProject } from '../read-only.ts'

export const deleteCycle = defineCommand({
  type: 'cycle.delete',
  summary: 'Delete a cycle; its tasks stay, outside of any cycle',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [
    { kind: 'cycle', ids: [id], write: true },
    { kind: 'project', of: { kind: 'cycle', field: 'projectId', ids: [id] } },
    { kind: 'task', by: { cycleId: id }, write: true, late: true },
  ],
  decide({ id }, context) {
    const { projectId } = context.get('cycle', id, 'id')
    context.allow('cycle.manage', projectId)
    refuseArchivedProject(context, projectId)
    for (const task of context.all('task'))
      if (task.cycleId === id)
        emitUpdate(context, 'task', task.id, { cycleId: null }, { type: 'task.updated', projectId })
    return emitRemove(context, 'cycle', id, { type: 'cycle.deleted', projectId })
  },
})
