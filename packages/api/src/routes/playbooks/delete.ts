import { commandCatalogue } from '@orchestrator/domain'
import { defineRoute } from '../../http/route.ts'
import { runCommand } from '../../writes/run-command.ts'
import { nameParams, playbookNamed } from './resource.ts'

export const removePlaybook = defineRoute({
  method: 'delete',
  path: '/v1/playbooks/{name}',
  operationId: 'removePlaybook',
  tag: 'Playbooks',
  summary: commandCatalogue['playbook.remove'].summary,
  access: 'write',
  params: nameParams,
  answer: { status: 204, description: 'Done' },
  problems: [404],
  async handle(call) {
    const { id } = await playbookNamed(call, call.params.name)
    await runCommand(call, 'playbook.remove', { id })
    return call.c.body(null, 204)
  },
})
