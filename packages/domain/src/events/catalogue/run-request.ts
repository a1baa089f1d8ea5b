import * as z from 'zod'
import { event } from './event.ts'

export const runRequestEvents = {
  'run.retry_requested': event('run.retry_requested', {
    run: z.strictObject({ id: z.uuid(), name: z.string() }),
    fromStep: z.int().min(0).nullable(),
    version: z.enum(['current', 'same']),
  }),
  'event.replay_requested': event('event.replay_requested', {
    seq: z.int().positive().meta({ description: 'the event of the past' }),
    automation: z.strictObject({ kind: z.enum(['rule', 'playbook']), id: z.uuid(), name: z.string() }),
  }),
  'run.cancel_requested': event('run.cancel_requested', { run: z.strictObject({ id: z.uuid(), name: z.string() }) }),
}
