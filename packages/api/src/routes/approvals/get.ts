import { getRoute } from '../../http/entity/index.ts'
import { approvals } from './resource.ts'

export const getApproval = getRoute(approvals, { operationId: 'getApproval' })
