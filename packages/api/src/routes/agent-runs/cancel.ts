import { type AgentRun, commandCatalogue, summaryOfRun } from '@orchestrator/domain'
import { visibleRun } from '../../agents/visible-runs.ts'
import { idParams } from '../../http/entity/index.ts'
import { entityResponse } from '../../http/entity-response.ts'
import { defineRoute } from '../../http/route.ts'
import { entityAfter, runCommand } from '../../writes/run-command.ts'
import { agentRuns } from './resource.ts'

export const cancelAgentRun = defineRoute({
  method: 'post',
  path: `${agentRuns.path}/{id}/cancel`,
  operationId: 'cancelAgentRun',
  tag: agentRuns.tag,
  summary: commandCatalogue['agent_run.cancel'].summary,
  description: 'One that has begun ends shortly after: look at its status.',
  access: 'write',
  params: idParams,
  answer: { status: 202, description: 'The run, with `cancelRequestedAt`', schema: agentRuns.schema },
  problems: [404, 409],
  async handle(call) {
    const applied = await runCommand(call, 'agent_run.cancel', { id: call.params.id })
    return entityResponse(
      call.c,
      await visibleRun(call, summaryOfRun((await entityAfter(call, applied)) as AgentRun)),
      202,
    )
  },
})
