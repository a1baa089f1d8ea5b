import * as z from 'zod'
import { Id } from '../../ids.ts'
import { RunError } from '../../run-error.ts'
import { defineCommand } from '../definition.ts'

/**
 * Not public: told in the transaction that ends the run, as the run and so at its depth: automations that start on each other's
 * ends are limited like all others. It takes no right to be told.
 */
export const endRun = defineCommand({
  type: 'run.end',
  summary: 'Tell that a run has completed or failed',
  public: false,
  data: z.strictObject({
    run: z.strictObject({ id: Id, kind: z.enum(['rule', 'playbook']), automationId: Id, name: z.string() }),
    projectId: Id.nullable(),
    end: z.discriminatedUnion('status', [
      z.strictObject({ status: z.literal('completed'), result: z.json() }),
      z.strictObject({ status: z.literal('failed'), error: RunError.omit({ stack: true }) }),
    ]),
  }),
  needs: () => [],
  decide({ run, projectId, end }, context) {
    const subject = { type: 'run', id: run.id }
    if (end.status === 'completed')
      context.emit({ type: 'run.completed', subject, projectId, data: { run, result: end.result } })
    else context.emit({ type: 'run.failed', subject, projectId, data: { run, error: end.error } })
    return { kind: 'run', id: run.id, version: 1 }
  },
})
