import * as z from 'zod'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitRemove } from '../emit-update.ts'

export const restoreSuggestion = defineCommand({
  type: 'suggestion_dismissal.delete',
  summary: 'Let a suggested automation that was dismissed come again',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [{ kind: 'suggestion_dismissal', ids: [id], write: true }],
  decide({ id }, context) {
    context.allow('automation.manage')
    context.get('suggestion_dismissal', id, 'id')
    return emitRemove(context, 'suggestion_dismissal', id, { type: 'suggestion_dismissal.deleted' })
  },
})
