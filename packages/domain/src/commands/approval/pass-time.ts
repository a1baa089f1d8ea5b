import * as z from 'zod'
import { nextReminder } from '../../approvals/reminders.ts'
import { AppError } from '../../errors.ts'
import { Id } from '../../ids.ts'
import { type CommandContext, defineCommand } from '../definition.ts'
import { emitUpdate } from '../emit-update.ts'

// Not public: time does these, for whoever asked. It takes no right to be told that time has passed.

const shape = {
  public: false,
  data: z.strictObject({ id: Id }),
  needs: ({ id }: { id: string }) => [{ kind: 'approval' as const, ids: [id], write: true }],
}

export const expireApproval = defineCommand({
  ...shape,
  type: 'approval.expire',
  summary: 'Tell that the time to answer is over',
  decide({ id }, context) {
    const approval = pending(id, context)
    if (approval.expiresAt === null || approval.expiresAt > context.now)
      throw new AppError('invalid_state', 'the time to answer is not over')
    return emitUpdate(
      context,
      'approval',
      id,
      { status: 'expired', endedAt: context.now, nextReminderAt: null },
      { type: 'approval.expired', projectId: approval.projectId },
    )
  },
})

export const remindApproval = defineCommand({
  ...shape,
  type: 'approval.remind',
  summary: 'Remind of an approval that is waited for',
  decide({ id }, context) {
    const approval = pending(id, context)
    if (approval.nextReminderAt === null || approval.nextReminderAt > context.now)
      throw new AppError('invalid_state', 'it is not time for a reminder')
    const nextReminderAt = nextReminder(approval, context.now, approval.createdAt)
    return emitUpdate(
      context,
      'approval',
      id,
      { reminders: approval.reminders + 1, nextReminderAt },
      { type: 'approval.reminded', projectId: approval.projectId },
    )
  },
})

/** The run that waited has ended, whatever became of it: nobody needs the answer. */
export const abandonApproval = defineCommand({
  ...shape,
  type: 'approval.abandon',
  summary: 'Take back an approval for which no run waits any more',
  decide({ id }, context) {
    const approval = pending(id, context)
    if (approval.runId === null) throw new AppError('invalid_state', 'no run waits for it')
    return emitUpdate(
      context,
      'approval',
      id,
      { status: 'canceled', endedAt: context.now, nextReminderAt: null },
      { type: 'approval.canceled', projectId: approval.projectId },
    )
  },
})

function pending(id: string, context: CommandContext) {
  const approval = context.get('approval', id, 'id')
  if (approval.status !== 'pending')
    throw new AppError('invalid_state', `the approval has ended: ${approval.status}`, {
      details: { status: approval.status },
    })
  return approval
}
