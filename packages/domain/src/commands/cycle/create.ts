import * as z from 'zod'
import { deriveId, Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitInsert } from '../emit-update.ts'
import { NewEntityId } from '../fields.ts'
import { refuseArchivedProject } from '../read-only.ts'
import { cycleFields } from './fields.ts'
import { checkSpan, cyclesIn, cyclesOfProject } from './siblings.ts'

export const createCycle = defineCommand({
  type: 'cycle.create',
  summary: 'Plan a cycle (a sprint) of a project',
  data: z.strictObject({
    id: NewEntityId,
    projectId: Id,
    name: cycleFields.name.optional().meta({ description: 'default: `Cycle` and its number' }),
    goal: cycleFields.goal.default(''),
    startsAt: cycleFields.startsAt,
    endsAt: cycleFields.endsAt,
  }),
  needs: ({ id, projectId }) => [
    { kind: 'project', by: { id: projectId }, keep: true },
    { kind: 'cycle', ids: [id] },
    ...cyclesOfProject(projectId),
  ],
  decide(data, context) {
    const { projectId } = data
    context.get('project', projectId, 'projectId')
    context.allow('cycle.manage', projectId)
    refuseArchivedProject(context, projectId)
    const { id = deriveId(context.commandId, 'cycle'), ...rest } = data
    checkSpan(context, { ...rest, id })
    const number = Math.max(0, ...cyclesIn(context, projectId).map((cycle) => cycle.number)) + 1
    const cycle = {
      ...rest,
      id,
      number,
      name: data.name ?? `Cycle ${number}`,
      state: 'upcoming' as const,
      startedAt: null,
      completedAt: null,
      version: 1,
      createdAt: context.now,
      updatedAt: context.now,
    }
    return emitInsert(context, 'cycle', cycle, { type: 'cycle.created', projectId })
  },
})
