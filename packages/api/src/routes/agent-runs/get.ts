import { AgentRun } from '@orchestrator/domain'
import { getRoute } from '../../http/entity/index.ts'
import { agentRuns } from './resource.ts'

export const getAgentRun = getRoute(
  { ...agentRuns, schema: AgentRun },
  { operationId: 'getAgentRun', description: 'With the definitions of its agents as they were when it began.' },
)
