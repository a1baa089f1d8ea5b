import * as z from 'zod'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitUpdate } from '../emit-update.ts'
import { requirePending } from './pending.ts'

export const cancelApproval = defineCommand({
  type: 'approval.cancel',
  summary: 'Take back the request for an approval; a run that waits for it is told',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [{ kind: 'approval', ids: [id], write: true }],
  decide({ id }, context) {
    const approval = context.get('approval', id, 'id')
    const isOwn = approval.requestedBy.memberId === context.actor.memberId
    context.allow(isOwn ? 'approval.request' : 'automation.manage')
    requirePending(approval, context)
    return emitUpdate(
      context,
      'approval',
      id,
      { status: 'canceled', endedAt: context.now, nextReminderAt: null },
      { type: 'approval.canceled', projectId: approval.projectId },
    )
  },
})
