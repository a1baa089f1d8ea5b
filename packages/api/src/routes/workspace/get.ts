import { AppError, Workspace } from '@orchestrator/domain'
import { getEntity } from '@orchestrator/store'
import { entityResponse } from '../../http/entity-response.ts'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'

export const getWorkspace = defineRoute({
  method: 'get',
  path: '/v1/workspace',
  operationId: 'getWorkspace',
  tag: 'Workspace',
  summary: 'Get the workspace of the API key',
  access: 'read',
  answer: { status: 200, description: 'The workspace', schema: Workspace },
  async handle({ api, c, workspaceId }) {
    const workspace = await read(api, workspaceId, (tx) => getEntity(tx, workspaceId, 'workspace', workspaceId))
    if (!workspace) throw new AppError('not_found', 'the workspace is gone')
    return entityResponse(c, workspace)
  },
})
