import * as z from 'zod'
import { idParams } from '../../http/entity/index.ts'
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
  description: 'Needs the permission integration.manage. Asked of the service at this moment.',
  access: 'read',
  params: idParams,
  query: z.strictObject({ containerId: z.string().min(1).max(500) }),
  answer: {
    status: 200,
    description: 'All of them',
    schema: z.object({ items: z.array(ExternalUser), nextCursor: z.null() }),
  },
  problems: [404, 409, 502],
  async handle({ api, c, identity, workspaceId, params, query }) {
    requirePermission(identity, 'integration.manage')
    const users = await withSession(api, workspaceId, params.id, ({ session }) => session.users(query.containerId))
    return c.json({ items: users.map(({ id, name, email }) => ({ id, name, email })), nextCursor: null })
  },
})
