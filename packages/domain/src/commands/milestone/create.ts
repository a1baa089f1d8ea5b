import * as z from 'zod'
import { deriveId, Id } from '../../ids.ts'
import { rankBetween } from '../../rank.ts'
import { defineCommand } from '../definition.ts'
import { emitInsert } from '../emit-update.ts'
import { NewEntityId } from '../fields.ts'
import { refuseArchivedProject } from '../read-only.ts'
import { milestoneFields, optionalMilestoneFields } from './fields.ts'

export const createMilestone = defineCommand({
  type: 'milestone.create',
  summary: 'Add a milestone to a project, after those that are there',
  data: z.strictObject({ id: NewEntityId, projectId: Id, ...optionalMilestoneFields, name: milestoneFields.name }),
  needs: ({ id, projectId }) => [
    { kind: 'project', by: { id: projectId }, keep: true },
    { kind: 'milestone', ids: [id] },
    { kind: 'milestone', by: { projectId } },
  ],
  decide(data, context) {
    const { projectId } = data
    context.get('project', projectId, 'projectId')
    context.allow('milestone.manage', projectId)
    refuseArchivedProject(context, projectId)
    const ranks = context.all('milestone').flatMap((one) => (one.projectId === projectId ? one.rank : []))
    const milestone = {
      id: data.id ?? deriveId(context.commandId, 'milestone'),
      projectId,
      name: data.name,
      description: data.description ?? '',
      targetDate: data.targetDate ?? null,
      rank: data.rank ?? rankBetween(ranks.sort().at(-1) ?? null, null),
      completedAt: null,
      version: 1,
      createdAt: context.now,
      updatedAt: context.now,
    }
    return emitInsert(context, 'milestone', milestone, { type: 'milestone.created', projectId })
  },
})
