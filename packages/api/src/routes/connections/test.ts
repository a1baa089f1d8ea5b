import { connectionPrincipal, newId } from '@orchestrator/domain'
import * as z from 'zod'
import { idParams } from '../../http/entity/index.ts'
import { defineRoute } from '../../http/route.ts'
import { withSession } from '../../integrations/with-session.ts'
import { requirePermission } from '../../middleware/authenticate.ts'
import { connections } from './resource.ts'

export const testConnection = defineRoute({
  method: 'post',
  path: `${connections.path}/{id}/test`,
  operationId: 'testConnection',
  tag: connections.tag,
  summary: 'Ask the service as whom the connection is known there, and what it may do',
  description:
    'Needs the permission integration.manage. A connection that waited for a person goes on when the service takes it again.',
  access: 'write',
  params: idParams,
  answer: {
    status: 200,
    description: 'As the service sees it',
    schema: z
      .object({
        account: z.object({ id: z.string(), name: z.string(), url: z.string().nullable() }),
        scopes: z.array(z.string()),
        missing: z.array(z.string()).meta({ description: 'without which something will not work, in words' }),
      })
      .meta({ id: 'ConnectionTest' }),
  },
  problems: [404, 409, 502],
  async handle(call) {
    requirePermission(call.identity, 'integration.manage')
    const { api, c, workspaceId, params } = call
    const { connection, found } = await withSession(
      api,
      workspaceId,
      params.id,
      async ({ connection: of, session }) => ({
        connection: of,
        found: await session.check(),
      }),
    )
    if (connection.status === 'attention') {
      const command = { id: newId(), type: 'connection.recover', data: { id: params.id } } as const
      await api.store.execute(connectionPrincipal(workspaceId, connection), [command as never], { unasked: true })
    }
    const { id, name, url, scopes, missing } = found
    return c.json({ account: { id, name, url }, scopes, missing })
  },
})
