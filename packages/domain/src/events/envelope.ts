import * as z from 'zod'
import { Actor } from '../actor.ts'
import { StoredTimestamp } from '../time.ts'

/** What every event has beside its own data. */
export const envelope = {
  id: z.uuid(),
  workspaceId: z.uuid(),
  seq: z.int().positive().meta({ description: 'place in the workspace’s log: increasing, without a gap' }),
  subject: z.strictObject({ type: z.string(), id: z.uuid() }).meta({ description: 'what changed' }),
  projectId: z.uuid().nullable(),
  actor: Actor,
  commandId: z.uuid(),
  causationId: z
    .uuid()
    .nullable()
    .meta({ description: 'the event that started the automation which did this; null for a person’s own act' }),
  correlationId: z.uuid().meta({ description: 'the first event of the chain' }),
  depth: z.int().nonnegative().meta({ description: 'how many automations lie between a person’s act and this' }),
  occurredAt: StoredTimestamp,
}

export const Change = z.strictObject({ before: z.unknown(), after: z.unknown() }).meta({ id: 'Change' })

/** The changed fields, each with its value before and after. */
export const Changes = z.record(z.string(), Change)
