import * as z from 'zod'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitRemove } from '../emit-update.ts'
import { allowPlace } from './fields.ts'

export const deletePreference = defineCommand({
  type: 'preference.delete',
  summary: 'Delete a preference; one that was learnt comes back only when later decisions alone show it again',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [{ kind: 'preference', ids: [id], write: true }],
  decide({ id }, context) {
    const preference = context.get('preference', id, 'id')
    allowPlace(context, preference, preference.memberId)
    return emitRemove(context, 'preference', id, { type: 'preference.deleted', projectId: preference.projectId })
  },
})
