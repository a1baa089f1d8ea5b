import { ApiKey, AppError } from '@orchestrator/domain'
import { getEntity } from '@orchestrator/store'
import { idParams } from '../../http/entity/index.ts'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { seesKeysOf } from './resource.ts'

export const getApiKey = defineRoute({
  method: 'get',
  path: '/v1/api-keys/{id}',
  operationId: 'getApiKey',
  tag: 'API keys',
  summary: 'Get an API key, without its secret',
  access: 'read',
  params: idParams,
  answer: { status: 200, description: 'The API key', schema: ApiKey },
  problems: [404],
  async handle({ api, c, identity, workspaceId, params }) {
    const key = await read(api, workspaceId, (tx) => getEntity(tx, workspaceId, 'api_key', params.id))
    const only = seesKeysOf(identity)
    if (!key || (only !== undefined && key.memberId !== only))
      throw new AppError('not_found', `there is no API key ${params.id}`)
    return c.json(key)
  },
})
