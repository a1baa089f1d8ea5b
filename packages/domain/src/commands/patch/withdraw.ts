import * as z from 'zod'
import { AppError } from '../../errors.ts'
import { Id } from '../../ids.ts'
import { isWaiting } from '../../patches/status.ts'
import { defineCommand } from '../definition.ts'
import { requireOpen } from './open-patch.ts'
import { savePatch } from './save.ts'

export const withdrawPatch = defineCommand({
  type: 'patch.withdraw',
  summary: 'Take a patch back: your own, or any that you may review; what is applied of it stays',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [{ kind: 'patch', ids: [id], write: true }],
  decide({ id }, context) {
    const patch = context.get('patch', id, 'id')
    const isOwn = patch.proposedBy.memberId === context.actor.memberId
    context.allow(isOwn ? 'patch.propose' : 'patch.review', patch.projectId)
    requireOpen(patch, context)
    if (!isWaiting(patch))
      throw new AppError('invalid_state', `there is nothing to withdraw: the patch is ${patch.status}`, {
        details: { status: patch.status },
      })
    return savePatch(context, id, { status: 'withdrawn' }, 'patch.withdrawn')
  },
})
