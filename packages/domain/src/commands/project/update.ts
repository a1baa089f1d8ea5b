import * as z from 'zod'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitUpdate } from '../emit-update.ts'
import { BaseVersion } from '../fields.ts'
import { refuseArchivedProject } from '../read-only.ts'
import { checkMember } from '../task/validate.ts'
import { projectFields } from './fields.ts'

export const updateProject = defineCommand({
  type: 'project.update',
  summary: 'Change a project',
  data: z.strictObject({ id: Id, baseVersion: BaseVersion, ...z.strictObject(projectFields).partial().shape }),
  needs: (data) => [
    { kind: 'project', ids: [data.id], write: true },
    { kind: 'member', ids: [data.leadId] },
  ],
  decide({ id, baseVersion, ...patch }, context) {
    context.get('project', id, 'id')
    context.allow('project.edit', id)
    refuseArchivedProject(context, id)
    checkMember(context, patch.leadId, 'leadId')
    return emitUpdate(context, 'project', id, patch as never, { type: 'project.updated', projectId: id, baseVersion })
  },
})
