import * as z from 'zod'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitRemove, emitUpdate } from '../emit-update.ts'
import { refuseArchivedProject } from '../read-only.ts'
import { milestoneInProject } from './needs.ts'

export const deleteMilestone = defineCommand({
  type: 'milestone.delete',
  summary: 'Delete a milestone; its tasks stay, without one',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [...milestoneInProject(id), { kind: 'task', by: { milestoneId: id }, write: true, late: true }],
  decide({ id }, context) {
    const { projectId } = context.get('milestone', id, 'id')
    context.allow('milestone.manage', projectId)
    refuseArchivedProject(context, projectId)
    for (const task of context.all('task'))
      if (task.milestoneId === id)
        emitUpdate(context, 'task', task.id, { milestoneId: null }, { type: 'task.updated', projectId })
    return emitRemove(context, 'milestone', id, { type: 'milestone.deleted', projectId })
  },
})
