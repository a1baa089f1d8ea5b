import * as z from 'zod'
import { AppError } from '../../errors.ts'
import { Id } from '../../ids.ts'
import { isWaiting } from '../../patches/status.ts'
import { defineCommand } from '../definition.ts'
import { savePatch } from './save.ts'

/** Not public: time does it, for whoever proposed. It takes no right to be told that time has passed. */
export const expirePatch = defineCommand({
  type: 'patch.expire',
  summary: 'Tell that the time to decide on a patch is over',
  public: false,
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [{ kind: 'patch', ids: [id], write: true }],
  decide({ id }, context) {
    const patch = context.get('patch', id, 'id')
    if (!isWaiting(patch) || patch.expiresAt === null || patch.expiresAt > context.now)
      throw new AppError('invalid_state', 'nothing of it waits, or its time is not over', {
        details: { status: patch.status },
      })
    return savePatch(context, id, { status: 'expired' }, 'patch.expired')
  },
})
