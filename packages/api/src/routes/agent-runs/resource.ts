import { AgentRunSummary } from '@orchestrator/domain'
import type { Resource } from '../../http/entity/index.ts'

export const agentRuns: Resource = {
  path: '/v1/agent-runs',
  tag: 'Agent runs',
  kind: 'agent_run',
  schema: AgentRunSummary,
  noun: 'run of an agent',
}
