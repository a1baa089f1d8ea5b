import * as z from 'zod'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitRemove } from '../emit-update.ts'

export const deleteTemplate = defineCommand({
  type: 'template.delete',
  summary: 'Delete a template; what was made of it stays',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [{ kind: 'template', ids: [id], write: true }],
  decide({ id }, context) {
    context.get('template', id, 'id')
    context.allow('template.manage')
    return emitRemove(context, 'template', id, { type: 'template.deleted' })
  },
})
