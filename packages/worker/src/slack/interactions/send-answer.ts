import { AppError, readForm } from '@orchestrator/domain'
import type { SlackInteraction } from '@orchestrator/integrations'
import * as z from 'zod'
import { act, type MemberCall } from '../call.ts'
import { findApproval } from '../look.ts'
import type { AnswerModalOrigin } from '../show/modals.ts'
import { readAnswer } from './read-answer.ts'
import { readMetadata } from './read-metadata.ts'

const Origin = z.object({ approvalId: z.uuid(), reject: z.boolean() }) satisfies z.ZodType<AnswerModalOrigin>

/** The form of an approval; the messages about it change by the log. */
export async function sendAnswer(call: MemberCall, view: NonNullable<SlackInteraction['view']>): Promise<void> {
  const { approvalId, reject } = readMetadata(Origin, view)
  const approval = await findApproval(call.app, approvalId)
  if (!approval) throw new AppError('not_found', 'the approval is not there any more')
  const answer = readAnswer(readForm(approval.ask), view.state?.values ?? {})
  await act(call, 'approval.answer', {
    id: approvalId,
    answer: { ...answer, ...(reject && { approved: false }) },
  })
}
