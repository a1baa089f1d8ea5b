import * as z from 'zod'
import { StoredTimestamp } from '../time.ts'

export const FieldValue = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())])
export type FieldValue = z.infer<typeof FieldValue>

/** A field that both sides changed to different values, and for which a person decides. Until then both keep theirs. */
export const SyncConflict = z
  .strictObject({
    id: z.uuid(),
    connectionId: z.uuid(),
    mappingId: z.uuid(),
    projectId: z.uuid(),
    entityKind: z.enum(['task', 'comment', 'time_entry']),
    entityId: z.uuid(),
    externalUrl: z.string().nullable(),
    field: z.string().meta({ description: 'the field here' }),
    base: FieldValue.nullable().meta({
      description: 'what both had when they were last the same, in the service’s terms',
    }),
    ours: FieldValue,
    theirs: FieldValue,
    status: z
      .enum(['open', 'resolved', 'gone'])
      .meta({ description: 'gone: both sides came to the same by themselves' }),
    choice: z.enum(['ours', 'theirs']).nullable(),
    resolvedById: z.uuid().nullable(),
    createdAt: StoredTimestamp,
    updatedAt: StoredTimestamp,
    version: z.int().positive(),
  })
  .meta({ id: 'SyncConflict' })
export type SyncConflict = z.infer<typeof SyncConflict>
