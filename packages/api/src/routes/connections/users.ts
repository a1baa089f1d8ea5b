import type { Mapping } from '@orchestrator/domain'
import { listEntities, type Sort } from '@orchestrator/store'
import * as z from 'zod'
import { byCreation, equals, idParams } from '../../http/entity/index.ts'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { withSession } from '../../integrations/with-session.ts'
import { requirePermission } from '../../middleware/authenticate.ts'
import { connections } from './resource.ts'

const ExternalUser = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string().nullable().meta({ description: 'as the service has verified it' }),
  })
  .meta({ id: 'ExternalUser' })

export const listExternalUsers = defineRoute({
  method: 'get',
  path: `${connections.path}/{id}/users`,
  operationId: 'listExternalUsers',
  tag: connections.tag,
  summary: 'List people of the service, to say which members they are',
  description:
    'Needs the permission integration.manage. Asked of the service at this moment. Before anything is mapped, say of which container: else the list is empty.',
  access: 'read',
  params: idParams,
  query: z.strictObject({
    containerId: z.string().min(1).max(500).optional().meta({
      description:
        'what can be mapped, from `GET …/containers`; by default all that is mapped, so before that there is nobody',
    }),
  }),
  answer: {
    status: 200,
    description: 'All of them',
    schema: z.object({ items: z.array(ExternalUser), nextCursor: z.null() }),
  },
  problems: [404, 409, 502],
  async handle({ api, c, identity, workspaceId, params, query }) {
    requirePermission(identity, 'integration.manage')
    const { id: connectionId } = params
    const where = equals(['connection_id', connectionId])
    const mapped = await read(api, workspaceId, (tx) =>
      listEntities(tx, workspaceId, { kind: 'mapping', where, sort: byCreation['createdAt'] as Sort, limit: 200 }),
    )
    const containers =
      query.containerId === undefined
        ? (mapped.items as unknown as Mapping[]).map(({ containerId }) => containerId)
        : [query.containerId]
    const found = await withSession(api, workspaceId, connectionId, async ({ session }) => {
      const users = new Map<string, z.input<typeof ExternalUser>>()
      for (const container of containers)
        for (const { id, name, email } of await session.users(container)) users.set(id, { id, name, email })
      return users
    })
    return c.json({ items: [...found.values()], nextCursor: null })
  },
})
