import type { SlackInteraction } from '@orchestrator/integrations'
import * as z from 'zod'
import { act, type MemberCall } from '../call.ts'
import type { PatchModalOrigin } from '../show/modals.ts'
import { readMetadata } from './read-metadata.ts'

const Origin = z.object({ patchId: z.uuid() }) satisfies z.ZodType<PatchModalOrigin>

/** Rejects all that is open of a patch; the messages about it change by the log. */
export async function rejectPatch(call: MemberCall, view: NonNullable<SlackInteraction['view']>): Promise<void> {
  const { patchId } = readMetadata(Origin, view)
  const reason = view.state?.values['reason']?.['value']?.value?.trim()
  const others = { decision: 'reject' as const, ...(reason && { reason }) }
  await act(call, 'patch.review', { id: patchId, others })
}
