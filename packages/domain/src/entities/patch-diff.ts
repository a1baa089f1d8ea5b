import * as z from 'zod'
import { Patch, PatchOperation } from './patch.ts'

/** One field of what an operation changes. */
export const PatchFieldDiff = z
  .strictObject({
    field: z.string().meta({ description: 'a tag as `tags.<name>`, a custom field as `customFields.<key>`' }),
    before: z.unknown().meta({ description: 'as it was when the operation was proposed; null: there was nothing' }),
    now: z.unknown(),
    after: z
      .unknown()
      .optional()
      .meta({ description: 'as it would be, or became; left out where only applying it tells' }),
  })
  .meta({ id: 'PatchFieldDiff' })
export type PatchFieldDiff = z.infer<typeof PatchFieldDiff>

const { key, command, summary, target, status, confidence, rationale, reason } = PatchOperation.shape

/** An operation against what is there now. */
export const PatchOperationDiff = z
  .strictObject({
    ...{ key, command, summary, target, status, confidence, rationale, reason },
    fields: z.array(PatchFieldDiff).meta({ description: 'those that it changes' }),
    stale: z
      .string()
      .nullable()
      .meta({ description: 'why it would not be applied now; null: it would, or is done already' }),
  })
  .meta({ id: 'PatchOperationDiff' })
export type PatchOperationDiff = z.infer<typeof PatchOperationDiff>

/** What a patch would change, against what is there now, in the order in which it would. */
export const PatchDiff = z
  .strictObject({
    id: z.uuid(),
    title: z.string(),
    status: Patch.shape.status,
    operations: z.array(PatchOperationDiff),
  })
  .meta({ id: 'PatchDiff' })
export type PatchDiff = z.infer<typeof PatchDiff>
