import * as z from 'zod'
import { RunError } from '../../run-error.ts'
import { event } from './event.ts'

/** A run that has ended, as its last event names it. */
const EndedRun = z
  .strictObject({
    id: z.uuid(),
    kind: z.enum(['rule', 'playbook']),
    automationId: z.uuid().meta({ description: 'of the rule or playbook' }),
    name: z.string().meta({ description: 'the playbook’s name, or what the rule was called then' }),
  })
  .meta({ id: 'EndedRun' })

export const runEvents = {
  'automation.throttled': event('automation.throttled', {
    automation: z.strictObject({ kind: z.enum(['rule', 'playbook']), id: z.uuid(), name: z.string() }),
    cause: z.enum(['slow_condition', 'rate']),
    slowSeq: z.int().positive().optional().meta({ description: 'the event for which its condition took too long' }),
    heldSeq: z
      .int()
      .positive()
      .optional()
      .meta({ description: 'the first event whose run was held, since it would start too many in a minute' }),
    reason: z.string(),
  }),
  'run.completed': event('run.completed', {
    run: EndedRun,
    result: z.unknown().meta({ description: 'what the playbook returned' }),
  }),
  'run.failed': event('run.failed', { run: EndedRun, error: RunError.omit({ stack: true }) }),
}
