import * as z from 'zod'
import { AppError } from '../../errors.ts'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'

const open = new Set(['held', 'queued', 'running'])

export const cancelRun = defineCommand({
  type: 'run.cancel',
  summary: 'Cancel a run that has not ended; what it did stays',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [{ kind: 'run', ids: [id], write: true }],
  decide({ id }, context) {
    const run = context.get('run', id, 'id')
    context.allow('automation.manage')
    if (!open.has(run.status)) throw new AppError('invalid_state', `the run has ended: ${run.status}`)
    if (run.kind === 'rule' && !run.long && run.status === 'running')
      throw new AppError(
        'invalid_state',
        'the run of a rule that does all at once cannot be cancelled once it has begun; it ends in a moment',
      )
    if (run.cancelRequestedAt === null) {
      context.update('run', id, { cancelRequestedAt: context.now, ...(run.stepped && { wakeAt: context.now }) })
      context.emit({
        type: 'run.cancel_requested',
        subject: { type: 'run', id },
        data: { run: { id, name: run.name } },
      })
    }
    return { kind: 'run', id, version: 1 }
  },
})
