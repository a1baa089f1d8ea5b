import * as z from 'zod'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitRemove } from '../emit-update.ts'

export const deleteModelBudget = defineCommand({
  type: 'model_budget.delete',
  summary: 'Delete a budget for models; what was spent stays in the ledger',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [{ kind: 'model_budget', ids: [id], write: true }],
  decide({ id }, context) {
    const { projectId } = context.get('model_budget', id, 'id')
    context.allow('workspace.edit')
    return emitRemove(context, 'model_budget', id, { type: 'model_budget.deleted', projectId })
  },
})
