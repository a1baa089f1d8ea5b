import { bodyVerbRoute } from '../../http/entity/index.ts'
import { patches } from './resource.ts'

export const reviewPatch = bodyVerbRoute(patches, {
  operationId: 'reviewPatch',
  command: 'patch.review',
  verb: 'review',
  description:
    'Decides about each operation by itself; a decision may be changed until it is applied. `data` is what you make of an operation. With `apply` what is accepted then is applied in the same transaction, with your rights.',
  bodyExample: {
    decisions: [
      { key: 'due', decision: 'accept', data: { id: '01a20526-d8e7-7b21-a5c6-3e9f1b2d5005', dueDate: '2027-01-03' } },
      { key: 'print', decision: 'reject', reason: 'We have posters.' },
    ],
    apply: true,
  },
})
