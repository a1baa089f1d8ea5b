import { commandCatalogue, runIdOf } from '@orchestrator/domain'
import { defineRoute } from '../../http/route.ts'
import { RequestedRun } from '../../schemas/run.ts'
import { answerRequestedRun } from '../../writes/answer-requested-run.ts'
import { runCommand } from '../../writes/run-command.ts'
import { nameParams } from './resource.ts'

const { data, summary } = commandCatalogue['playbook.run']

export const runPlaybook = defineRoute({
  method: 'post',
  path: '/v1/playbooks/{name}/runs',
  operationId: 'runPlaybook',
  tag: 'Playbooks',
  summary,
  access: 'write',
  params: nameParams,
  body: data.omit({ name: true }),
  bodyExample: { input: { week: 12 } },
  answer: { status: 202, description: 'The run was requested', schema: RequestedRun },
  problems: [404, 409],
  async handle(call) {
    const applied = await runCommand(call, 'playbook.run', { ...call.body, name: call.params.name })
    return answerRequestedRun(call, applied, (event) => runIdOf(call.workspaceId, event.subject.id, event.id))
  },
})
