import { ConnectionTrouble } from '@orchestrator/domain'
import * as z from 'zod'

const Instant = z.iso.datetime().nullable()

export const BackfillProgress = z
  .object({
    state: z.enum(['none', 'running', 'paused', 'done']),
    done: z.int(),
    total: z.int().nullable().meta({ description: 'null: the service does not say' }),
    remaining: z.int().nullable(),
    perMinute: z.number().nullable(),
    startedAt: Instant,
    endedAt: Instant,
    heldUntil: Instant.meta({
      description: 'what is wrong with the mapping holds one that runs; then it is tried again by itself',
    }),
  })
  .meta({ id: 'BackfillProgress' })

export const MappingHealth = z
  .object({
    mappingId: z.uuid(),
    projectId: z.uuid(),
    containerKey: z.string(),
    enabled: z.boolean(),
    items: z.int().meta({ description: 'things that are kept the same' }),
    leftOut: z.int().meta({
      description: 'things there whose tasks were deleted here; a backfill with `restore` makes them anew',
    }),
    archived: z.int().meta({ description: 'tasks that are archived here: they and their items are left as they are' }),
    subscribed: z.boolean().meta({ description: 'the service tells of changes; else it is asked for them' }),
    subscriptionRefused: z
      .string()
      .nullable()
      .meta({ description: 'why the service does not take it that it shall tell; null: it does, or was not asked to' }),
    nextPullAt: Instant,
    trouble: ConnectionTrouble.nullable().meta({
      description: 'what is wrong with it, and what to do; gone as soon as it works',
    }),
    backfill: BackfillProgress,
  })
  .meta({ id: 'MappingHealth' })
