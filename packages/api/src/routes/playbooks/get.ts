import { Playbook } from '@orchestrator/domain'
import { entityResponse } from '../../http/entity-response.ts'
import { defineRoute } from '../../http/route.ts'
import { missing, nameParams, playbookNamed } from './resource.ts'

export const getPlaybook = defineRoute({
  method: 'get',
  path: '/v1/playbooks/{name}',
  operationId: 'getPlaybook',
  tag: 'Playbooks',
  summary: 'Get an installed playbook',
  access: 'read',
  params: nameParams,
  answer: { status: 200, description: 'The playbook', schema: Playbook },
  problems: [404],
  async handle(call) {
    const playbook = await playbookNamed(call, call.params.name)
    return playbook.removedAt === null ? entityResponse(call.c, playbook) : missing(call.params.name)
  },
})
