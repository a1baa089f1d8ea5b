import { type AgentRun, commandCatalogue, summaryOfRun } from '@orchestrator/domain'
import { visibleRun } from '../../agents/visible-runs.ts'
import { idParams } from '../../http/entity/index.ts'
import { entityResponse } from '../../http/entity-response.ts'
import { defineRoute } from '../../http/route.ts'
import { entityAfter, runCommand } from '../../writes/run-command.ts'
import { agentRuns } from './resource.ts'

const { data, summary } = commandCatalogue['agent_run.answer']

export const answerAgentRun = defineRoute({
  method: 'post',
  path: `${agentRuns.path}/{id}/answer`,
  operationId: 'answerAgentRun',
  tag: agentRuns.tag,
  summary,
  description:
    'Each of its `waits` of the kind `caller` is answered once; a second answer is a 409 `already_answered`.',
  access: 'write',
  params: idParams,
  body: data.omit({ id: true }),
  bodyExample: { step: 3, output: { temperature: 21 } },
  answer: { status: 200, description: 'The run after the answer', schema: agentRuns.schema },
  problems: [404, 409],
  async handle(call) {
    const applied = await runCommand(call, 'agent_run.answer', { ...call.body, id: call.params.id })
    return entityResponse(call.c, await visibleRun(call, summaryOfRun((await entityAfter(call, applied)) as AgentRun)))
  },
})
