import { commandCatalogue, Playbook } from '@orchestrator/domain'
import { entityResponse } from '../../http/entity-response.ts'
import { defineRoute } from '../../http/route.ts'
import { entityAfter, runCommand } from '../../writes/run-command.ts'
import { nameParams, playbookNamed } from './resource.ts'

export const pausePlaybook = defineRoute({
  method: 'post',
  path: '/v1/playbooks/{name}/pause',
  operationId: 'pausePlaybook',
  tag: 'Playbooks',
  summary: commandCatalogue['playbook.pause'].summary,
  access: 'write',
  params: nameParams,
  answer: { status: 200, description: 'The playbook after the change', schema: Playbook },
  problems: [404],
  async handle(call) {
    const { id } = await playbookNamed(call, call.params.name)
    return entityResponse(call.c, await entityAfter(call, await runCommand(call, 'playbook.pause', { id })))
  },
})
