import { createRoute } from '../../http/entity/index.ts'
import { approvals } from './resource.ts'

export const requestApproval = createRoute(approvals, {
  operationId: 'requestApproval',
  command: 'approval.request',
  description:
    'Any of those whom `from` names may answer, as long as they neither asked nor set off what asks. Without `ask` the answer is `{ approved, comment? }`.',
  bodyExample: {
    title: 'Publish the release?',
    from: { role: 'MANAGER' },
    timeoutMs: 259_200_000,
    remindEveryMs: 86_400_000,
  },
})
