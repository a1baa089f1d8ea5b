import * as z from 'zod'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'

export const exportLearning = defineCommand({
  type: 'learning.export',
  summary: 'Agree that decisions are taken out of Orchestrator to train a model with, and say so in the audit log',
  data: z.strictObject({
    consent: z.literal(true).meta({ description: 'that people’s decisions may be used so' }),
    projectId: Id.nullable().default(null).meta({ description: 'null: of the whole workspace' }),
  }),
  needs: ({ projectId }) => (projectId === null ? [] : [{ kind: 'project', ids: [projectId] }]),
  decide({ projectId }, context) {
    if (projectId !== null) context.get('project', projectId, 'projectId')
    context.allow('workspace.edit')
    context.allow('workspace.read')
    const subject = { type: 'learning', id: context.commandId }
    context.emit({
      type: 'learning.exported',
      subject,
      projectId,
      data: { scope: projectId === null ? 'workspace' : 'project' },
    })
    return { kind: 'event', id: context.commandId, version: 1 }
  },
})
