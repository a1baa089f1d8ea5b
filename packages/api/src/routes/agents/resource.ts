import { Agent } from '@orchestrator/domain'
import type { Resource } from '../../http/entity/index.ts'

export const agents: Resource = {
  path: '/v1/agents',
  tag: 'Agents',
  kind: 'agent',
  schema: Agent,
  noun: 'agent',
}
