import { Cycle } from '@orchestrator/domain'
import type { Resource } from '../../http/entity/index.ts'

export const cycles: Resource = {
  path: '/v1/cycles',
  tag: 'Cycles',
  kind: 'cycle',
  schema: Cycle,
  noun: 'cycle',
}
