import * as z from 'zod'
import { Patch } from '../../entities/patch.ts'
import { PatchPolicy } from '../../entities/patch-policy.ts'
import { changed, event } from './event.ts'

/** What a reviewer said of one operation. */
const PatchDecision = z
  .strictObject({
    key: z.string(),
    decision: z.enum(['accept', 'reject']),
    edited: z.record(z.string(), z.unknown()).nullable().meta({ description: 'its data as the reviewer changed it' }),
    reason: z.string().nullable(),
  })
  .meta({ id: 'PatchDecision' })

export const patchEvents = {
  'patch.proposed': event('patch.proposed', { patch: Patch }),
  'patch.reviewed': event('patch.reviewed', { patch: Patch, ...changed, decisions: z.array(PatchDecision) }),
  'patch.applied': event('patch.applied', {
    patch: Patch,
    ...changed,
    applied: z
      .array(z.string())
      .meta({ description: 'keys of the operations that were done; their events have the same commandId' }),
    stale: z.array(z.string()).meta({ description: 'keys of those that were not, for something had changed' }),
  }),
  'patch.stale': event('patch.stale', {
    patch: Patch,
    ...changed,
    stale: z.array(z.string()).meta({ description: 'keys of the operations that were to be applied; none could be' }),
  }),
  'patch.undone': event('patch.undone', {
    patch: Patch,
    ...changed,
    undone: z.array(z.string()).meta({ description: 'keys of the operations that were taken back' }),
  }),
  'patch.superseded': event('patch.superseded', { patch: Patch, ...changed }),
  'patch.withdrawn': event('patch.withdrawn', { patch: Patch, ...changed }),
  'patch.expired': event('patch.expired', { patch: Patch, ...changed }),
  'patch_policy.created': event('patch_policy.created', { patchPolicy: PatchPolicy }),
  'patch_policy.updated': event('patch_policy.updated', { patchPolicy: PatchPolicy, ...changed }),
  'patch_policy.deleted': event('patch_policy.deleted', { patchPolicy: PatchPolicy }),
}
