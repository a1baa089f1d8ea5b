import { type Agent, AppError, ListedAgent } from '@orchestrator/domain'
import { getEntity } from '@orchestrator/store'
import { idParams } from '../../http/entity/index.ts'
import { entityResponse } from '../../http/entity-response.ts'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { builtIn, listed } from './listed.ts'
import { agents } from './resource.ts'

export const getAgent = defineRoute({
  method: 'get',
  path: `${agents.path}/{id}`,
  operationId: 'getAgent',
  tag: agents.tag,
  summary: 'Get an agent',
  access: 'read',
  params: idParams,
  answer: { status: 200, description: 'The agent', schema: ListedAgent },
  problems: [404],
  async handle({ api, c, workspaceId, params: { id } }) {
    const known = builtIn.find((agent) => agent.id === id)
    if (known) return entityResponse(c, known)
    const own = await read(api, workspaceId, (tx) => getEntity(tx, workspaceId, 'agent', id))
    if (!own) throw new AppError('not_found', `there is no agent ${id}`)
    return entityResponse(c, listed(own as unknown as Agent))
  },
})
