import { Milestone } from '@orchestrator/domain'
import type { Resource } from '../../http/entity/index.ts'

export const milestones: Resource = {
  path: '/v1/milestones',
  tag: 'Milestones',
  kind: 'milestone',
  schema: Milestone,
  noun: 'milestone',
}
