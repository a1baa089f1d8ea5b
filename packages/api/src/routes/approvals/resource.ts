import { Approval } from '@orchestrator/domain'
import type { Resource } from '../../http/entity/index.ts'

export const approvals: Resource = {
  path: '/v1/approvals',
  tag: 'Approvals',
  kind: 'approval',
  schema: Approval,
  noun: 'approval',
}
