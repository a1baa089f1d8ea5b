import * as z from 'zod'
import { AppError } from '../../errors.ts'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitUpdate } from '../emit-update.ts'
import { refuseArchivedProject } from '../read-only.ts'
import { cyclesBeside, cyclesIn } from './siblings.ts'

export const startCycle = defineCommand({
  type: 'cycle.start',
  summary: 'Start a cycle now; a project has one active cycle at most',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => cyclesBeside(id),
  decide({ id }, context) {
    const { projectId, state } = context.get('cycle', id, 'id')
    context.allow('cycle.manage', projectId)
    refuseArchivedProject(context, projectId)
    if (state === 'completed') throw new AppError('invalid_state', 'the cycle is completed')
    const active = cyclesIn(context, projectId).find((cycle) => cycle.state === 'active' && cycle.id !== id)
    if (active)
      throw new AppError('invalid_state', `${active.name} is active; complete it first`, {
        details: { cycleId: active.id },
      })
    const patch = state === 'active' ? {} : { state: 'active' as const, startedAt: context.now }
    return emitUpdate(context, 'cycle', id, patch, { type: 'cycle.started', projectId })
  },
})
