import * as z from 'zod'
import { AppError } from '../../errors.ts'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'

const ended = new Set(['completed', 'failed', 'canceled'])

export const RetryVersion = z.enum(['current', 'same']).meta({
  description: '`current`: the version that is in force now; `same`: the one that ran',
})

/** The relay makes the run, as it makes those for events that match: so every limit that holds for these holds for a retry. */
export const retryRun = defineCommand({
  type: 'run.retry',
  summary: 'Run again what has ended; steps that were completed are not done again',
  data: z.strictObject({
    id: Id,
    fromStep: z
      .int()
      .min(0)
      .nullable()
      .default(null)
      .meta({ description: 'this step and those after it are done anew; null: just what was not completed' }),
    version: RetryVersion.default('current'),
  }),
  needs: ({ id }) => [
    { kind: 'run', ids: [id] },
    { fact: 'open_retry_count', id },
  ],
  decide({ id, fromStep, version }, context) {
    const run = context.get('run', id, 'id')
    context.allow('automation.manage')
    if (!ended.has(run.status))
      throw new AppError(
        'invalid_state',
        `the run is ${run.status}: one that has completed, failed or was canceled can be retried`,
      )
    if (fromStep !== null && run.workflowId === null && !run.long)
      throw new AppError(
        'invalid_state',
        'the actions of this rule run in one transaction: it can only be retried as a whole',
        {
          fields: [{ path: 'fromStep', expected: 'nothing', code: 'not_applicable' }],
        },
      )
    if (context.fact('open_retry_count', id) > 0)
      throw new AppError('invalid_state', 'a retry of this run is under way already; wait for its end, or cancel it', {
        details: { reason: 'retry_under_way' },
      })
    context.emit({
      type: 'run.retry_requested',
      subject: { type: 'run', id },
      data: { run: { id, name: run.name }, fromStep, version },
    })
    return { kind: 'event', id: context.commandId, version: 1 }
  },
})
