import * as z from 'zod'
import { requireApprover } from '../../approvals/approvers.ts'
import { checkAnswer } from '../../approvals/form.ts'
import { AppError } from '../../errors.ts'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { snapshotOf } from '../entities.ts'
import { needsOf, requirePending } from './pending.ts'

export const answerApproval = defineCommand({
  type: 'approval.answer',
  summary: 'Answer an approval; only those who are asked may',
  data: z.strictObject({
    id: Id,
    answer: z.record(z.string(), z.unknown()).meta({ description: 'what the approval’s `ask` describes' }),
  }),
  needs: ({ id }) => needsOf(id),
  decide({ id, answer }, context) {
    const approval = context.get('approval', id, 'id')
    context.allow('approval.answer')
    requireApprover(context, approval)
    requirePending(approval, context)
    const { memberId } = context.actor
    if (approval.answers.some((one) => one.memberId === memberId))
      throw new AppError('already_answered', 'you have answered already; others are waited for', {
        details: { status: approval.status },
      })
    const checked = checkAnswer(approval.ask, answer)
    const answers = [...approval.answers, { memberId, answer: checked, answeredAt: context.now }]
    // One no decides: the others need not be waited for.
    const isOver = checked['approved'] === false || answers.length >= approval.count
    const end = { status: 'answered' as const, answer: checked, endedAt: context.now, nextReminderAt: null }
    const changes = context.update('approval', id, { answers, ...(isOver && end) })
    const after = context.get('approval', id)
    context.emit({
      type: 'approval.answered',
      subject: { type: 'approval', id },
      projectId: approval.projectId,
      data: { approval: snapshotOf(after), changes, memberId, answer: checked },
    })
    return { kind: 'approval', id, version: after.version }
  },
})
