import * as z from 'zod'
import { AppError } from '../../errors.ts'
import { deriveId } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitInsert } from '../emit-update.ts'
import { NewEntityId } from '../fields.ts'
import { checkMember } from '../task/validate.ts'
import { ProjectKey, projectFields } from './fields.ts'

const { name, ...optional } = projectFields

export const createProject = defineCommand({
  type: 'project.create',
  summary: 'Create a project',
  data: z.strictObject({ id: NewEntityId, key: ProjectKey, name, ...z.strictObject(optional).partial().shape }),
  needs: (data) => [
    { kind: 'project', ids: [data.id] },
    { kind: 'project', by: { key: data.key } },
    { kind: 'member', ids: [data.leadId] },
  ],
  makes: ({ id }, commandId) => ({ kind: 'project', names: [id ?? deriveId(commandId, 'project')] }),
  decide(data, context) {
    context.allow('project.create')
    if (context.findBy('project', { key: data.key })) {
      throw new AppError('already_exists', `a project with the key ${data.key} exists`, {
        fields: [{ path: 'key', expected: 'a key that no other project has', code: 'already_exists' }],
      })
    }
    checkMember(context, data.leadId, 'leadId')
    const project = {
      id: data.id ?? deriveId(context.commandId, 'project'),
      key: data.key,
      name: data.name,
      description: data.description ?? '',
      status: data.status ?? 'planned',
      health: data.health ?? null,
      leadId: data.leadId ?? null,
      startDate: data.startDate ?? null,
      targetDate: data.targetDate ?? null,
      archivedAt: null,
      version: 1,
      createdAt: context.now,
      updatedAt: context.now,
    }
    return emitInsert(context, 'project', project, { type: 'project.created', projectId: project.id })
  },
})
