import { AppError, Patch } from '@orchestrator/domain'
import * as z from 'zod'
import { idParams } from '../../http/entity/index.ts'
import { defineRoute } from '../../http/route.ts'
import { patches } from './resource.ts'
import { reviewPart } from './review-part.ts'

export const operationKeys = z
  .array(z.string())
  .min(1)
  .max(100)
  .optional()
  .meta({ description: 'keys of operations; default: all that nobody has decided about' })

export const acceptPatch = defineRoute({
  method: 'post',
  path: '/v1/patches/{id}/accept',
  operationId: 'acceptPatch',
  tag: patches.tag,
  summary: 'Accept what is open of a patch, or the operations that are named, and apply it',
  description:
    'In one transaction, with your rights. What has changed since it was proposed is not overwritten but becomes `stale`; a stale operation that you name is accepted as things are now.',
  access: 'write',
  params: idParams,
  body: z.strictObject({
    operations: operationKeys,
    edits: z
      .record(z.string(), z.record(z.string(), z.unknown()))
      .default({})
      .meta({ description: 'what you make of operations, by their keys: their whole data' }),
    apply: z.boolean().default(true).meta({ description: 'false: it is applied later' }),
  }),
  bodyExample: { edits: { due: { dueDate: '2027-01-03' } } },
  answer: { status: 200, description: 'The patch after the change', schema: Patch },
  problems: [404, 409],
  handle(call) {
    const { operations, edits, apply } = call.body
    const edited = Object.keys(edits)
    const stranger = operations && edited.find((key) => !operations.includes(key))
    if (stranger !== undefined)
      throw new AppError('invalid_input', `edits.${stranger}: an operation that is accepted`, {
        fields: [{ path: `edits.${stranger}`, expected: 'an operation that is accepted', code: 'custom' }],
      })
    const keys = operations ?? edited
    const decisions = keys.map((key) => ({ key, decision: 'accept' as const, data: edits[key] }))
    const others = operations ? {} : { others: { decision: 'accept' as const } }
    return reviewPart(call, call.params.id, { decisions, ...others, apply }, (index, field) => {
      const key = keys[index] ?? ''
      return field === 'data' || !operations ? `edits.${key}` : `operations.${index}`
    })
  },
})
