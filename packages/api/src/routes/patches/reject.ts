import { commandCatalogue, Patch } from '@orchestrator/domain'
import * as z from 'zod'
import { idParams } from '../../http/entity/index.ts'
import { defineRoute } from '../../http/route.ts'
import { operationKeys } from './accept.ts'
import { patches } from './resource.ts'
import { reviewPart } from './review-part.ts'

const { reason } = commandCatalogue['patch.review'].data.shape.others.unwrap().shape

export const rejectPatch = defineRoute({
  method: 'post',
  path: '/v1/patches/{id}/reject',
  operationId: 'rejectPatch',
  tag: patches.tag,
  summary: 'Reject what is open of a patch, or the operations that are named',
  description: 'What depends on a rejected operation is rejected, too.',
  access: 'write',
  params: idParams,
  body: z.strictObject({ operations: operationKeys, reason }),
  bodyExample: { operations: ['print'], reason: 'We have posters.' },
  answer: { status: 200, description: 'The patch after the change', schema: Patch },
  problems: [404, 409],
  handle(call) {
    const { operations, reason: why } = call.body
    const decision = { decision: 'reject' as const, reason: why }
    const review = operations ? { decisions: operations.map((key) => ({ key, ...decision })) } : { others: decision }
    return reviewPart(call, call.params.id, review, (index) => `operations.${index}`)
  },
})
