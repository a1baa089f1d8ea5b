import * as z from 'zod'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitUpdate } from '../emit-update.ts'
import { BaseVersion } from '../fields.ts'
import { refuseArchivedProject } from '../read-only.ts'
import { optionalMilestoneFields } from './fields.ts'
import { milestoneInProject } from './needs.ts'

export const updateMilestone = defineCommand({
  type: 'milestone.update',
  summary: 'Change a milestone’s name, description, target day or place',
  data: z.strictObject({ id: Id, baseVersion: BaseVersion, ...optionalMilestoneFields }),
  needs: ({ id }) => milestoneInProject(id),
  decide({ id, baseVersion, ...patch }, context) {
    const { projectId } = context.get('milestone', id, 'id')
    context.allow('milestone.manage', projectId)
    refuseArchivedProject(context, projectId)
    return emitUpdate(context, 'milestone', id, patch as never, { type: 'milestone.updated', projectId, baseVersion })
  },
})
