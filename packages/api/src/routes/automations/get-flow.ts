import { AppError } from '@orchestrator/domain'
import { flowOverview } from '@orchestrator/store'
import { idParams } from '../../http/entity/index.ts'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { FlowOverview } from '../../schemas/flow.ts'

export const getFlow = defineRoute({
  method: 'get',
  path: '/v1/automations/{id}/flow',
  operationId: 'getFlow',
  tag: 'Runs',
  summary: 'See how many runs of a rule or playbook are under way, how many wait, and until when',
  access: 'read',
  params: idParams,
  answer: { status: 200, description: 'The state of its flow control', schema: FlowOverview },
  problems: [404],
  async handle({ api, c, workspaceId, params: { id } }) {
    const overview = await read(api, workspaceId, (tx) => flowOverview(tx, workspaceId, id))
    if (!overview) throw new AppError('not_found', `there is no rule or playbook ${id}`)
    return c.json({ automationId: id, ...overview })
  },
})
