import { verbRoute } from '../../http/entity/index.ts'
import { approvals } from './resource.ts'

export const cancelApproval = verbRoute(approvals, {
  operationId: 'cancelApproval',
  command: 'approval.cancel',
  verb: 'cancel',
})
