import { AgentRun } from '@orchestrator/domain'
import { visibleRun } from '../../agents/visible-runs.ts'
import { getRoute } from '../../http/entity/index.ts'
import { agentRuns } from './resource.ts'

export const getAgentRun = getRoute(
  { ...agentRuns, schema: AgentRun },
  {
    operationId: 'getAgentRun',
    description:
      'With the definitions of its agents as they were when it began. Its `output`, and the `input` of its `waits`, are shown to whom its steps show theirs, to others they are `…`.',
  },
  (run, call) => visibleRun(call, run as AgentRun),
)
