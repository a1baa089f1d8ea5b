import { AgentName, type AgentRun, AgentRunStatus, Id, summaryOfRun } from '@orchestrator/domain'
import { visibleRuns } from '../../agents/visible-runs.ts'
import { byCreation, equals, listOf, listRoute } from '../../http/entity/index.ts'
import { agentRuns } from './resource.ts'

export const listAgentRuns = listRoute(agentRuns, {
  operationId: 'listAgentRuns',
  summary: 'List what agents were asked',
  filters: {
    agent: AgentName.optional(),
    status: listOf(AgentRunStatus, 'running,waiting'),
    projectId: Id.optional(),
    taskId: Id.optional(),
  },
  sorts: byCreation,
  where: ({ agent, status, projectId, taskId }) => [
    ...equals(['agent', agent, 'text'], ['project_id', projectId], ['task_id', taskId]),
    ...(status ? [{ sql: 't.status = any(?::text[])', values: [status] }] : []),
  ],
  without: ['agents', 'callerTools'],
  visible: (page, call) =>
    visibleRuns(
      call,
      page.map((run) => summaryOfRun(run as AgentRun)),
    ),
})
