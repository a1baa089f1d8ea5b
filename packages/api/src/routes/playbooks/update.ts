import { commandCatalogue, Playbook } from '@orchestrator/domain'
import { entityResponse } from '../../http/entity-response.ts'
import { defineRoute } from '../../http/route.ts'
import { entityAfter, runCommand } from '../../writes/run-command.ts'
import { nameParams, playbookNamed } from './resource.ts'

const { data, summary } = commandCatalogue['playbook.update']

export const updatePlaybook = defineRoute({
  method: 'patch',
  path: '/v1/playbooks/{name}',
  operationId: 'updatePlaybook',
  tag: 'Playbooks',
  summary,
  access: 'write',
  params: nameParams,
  body: data.omit({ id: true }),
  bodyExample: { enabled: false },
  answer: { status: 200, description: 'The playbook after the change', schema: Playbook },
  problems: [404],
  async handle(call) {
    const { id } = await playbookNamed(call, call.params.name)
    return entityResponse(
      call.c,
      await entityAfter(call, await runCommand(call, 'playbook.update', { id, ...call.body })),
    )
  },
})
