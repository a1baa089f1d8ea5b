import { Flow } from '@orchestrator/domain'
import * as z from 'zod'
import { RunKind } from './run.ts'

const time = z.iso.datetime()

/** What of an automation is under way and what is held. */
export const FlowOverview = z
  .object({
    automationId: z.uuid(),
    kind: RunKind,
    name: z.string(),
    enabled: z.boolean(),
    pausedAt: time.nullable(),
    flow: Flow.nullable(),
    maxPerMinute: z.int().meta({ description: 'how many may start in a minute' }),
    startedLastMinute: z.int(),
    held: z.int().meta({ description: 'how many runs wait' }),
    nextAdmissionAt: time
      .nullable()
      .meta({ description: 'when the runs that wait are looked at next; null: none waits for a time' }),
    keys: z
      .array(z.object({ key: z.string(), running: z.int(), held: z.int() }))
      .meta({ description: 'by the key of its concurrency, those with most runs under way first; at most 100' }),
  })
  .meta({ id: 'FlowOverview' })
