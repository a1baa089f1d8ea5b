import { type AgentRun, commandCatalogue, summaryOfRun } from '@orchestrator/domain'
import { visibleRun } from '../../agents/visible-runs.ts'
import { entityResponse } from '../../http/entity-response.ts'
import { defineRoute } from '../../http/route.ts'
import { entityAfter, runCommand } from '../../writes/run-command.ts'
import { agentRuns } from './resource.ts'

const { data, summary } = commandCatalogue['agent_run.create']

export const createAgentRun = defineRoute({
  method: 'post',
  path: agentRuns.path,
  operationId: 'createAgentRun',
  tag: agentRuns.tag,
  summary,
  description:
    'Follow it at `/v1/agent-runs/{id}/stream`, or look at its status. What it wants to change it proposes as patches.',
  access: 'write',
  body: data,
  bodyExample: {
    agent: 'planner',
    prompt: 'Plan the move to the new office by the end of March.',
    projectId: '01a20526-bb65-70ba-9bc0-1f2c5de0bd74',
  },
  answer: { status: 201, description: 'The run, which is queued', schema: agentRuns.schema },
  problems: [404, 409],
  async handle(call) {
    const applied = await runCommand(call, 'agent_run.create', call.body)
    call.c.header('Location', `${agentRuns.path}/${applied.result.id}`)
    return entityResponse(
      call.c,
      await visibleRun(call, summaryOfRun((await entityAfter(call, applied)) as AgentRun)),
      201,
    )
  },
})
