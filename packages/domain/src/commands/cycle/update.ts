import * as z from 'zod'
import { AppError } from '../../errors.ts'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitUpdate } from '../emit-update.ts'
import { BaseVersion } from '../fields.ts'
import { refuseArchivedProject } from '../read-only.ts'
import { optionalCycleFields } from './fields.ts'
import { checkSpan, cyclesBeside } from './siblings.ts'

export const updateCycle = defineCommand({
  type: 'cycle.update',
  summary: 'Change a cycle’s name, goal or dates; the dates of a completed one stay',
  data: z.strictObject({ id: Id, baseVersion: BaseVersion, ...optionalCycleFields }),
  needs: ({ id }) => cyclesBeside(id),
  decide({ id, baseVersion, ...patch }, context) {
    const cycle = context.get('cycle', id, 'id')
    const { projectId } = cycle
    context.allow('cycle.manage', projectId)
    refuseArchivedProject(context, projectId)
    const { startsAt = cycle.startsAt, endsAt = cycle.endsAt } = patch
    if (startsAt !== cycle.startsAt || endsAt !== cycle.endsAt) {
      if (cycle.state === 'completed') throw new AppError('invalid_state', 'the cycle is completed; its dates stay')
      checkSpan(context, { id, projectId, startsAt, endsAt })
    }
    return emitUpdate(context, 'cycle', id, patch as never, { type: 'cycle.updated', projectId, baseVersion })
  },
})
