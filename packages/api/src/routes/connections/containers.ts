import * as z from 'zod'
import { idParams } from '../../http/entity/index.ts'
import { defineRoute } from '../../http/route.ts'
import { withSession } from '../../integrations/with-session.ts'
import { requirePermission } from '../../middleware/authenticate.ts'
import { connections } from './resource.ts'

const Container = z
  .object({ id: z.string(), key: z.string(), name: z.string(), url: z.string().nullable() })
  .meta({ id: 'Container' })

export const listContainers = defineRoute({
  method: 'get',
  path: `${connections.path}/{id}/containers`,
  operationId: 'listContainers',
  tag: connections.tag,
  summary: 'List what of the service can be mapped: its repositories, boards, databases or channels',
  description: 'Needs the permission integration.manage. Asked of the service at this moment.',
  access: 'read',
  params: idParams,
  query: z.strictObject({
    search: z.string().max(200).optional(),
    cursor: z.string().max(2_000).optional().meta({ description: 'the `nextCursor` of the page before' }),
  }),
  answer: {
    status: 200,
    description: 'A page',
    schema: z.object({ items: z.array(Container), nextCursor: z.string().nullable() }),
  },
  problems: [404, 409, 502],
  async handle({ api, c, identity, workspaceId, params, query }) {
    requirePermission(identity, 'integration.manage')
    const page = await withSession(api, workspaceId, params.id, ({ session }) => session.containers(query))
    const items = page.containers.map(({ id, key, name, url }) => ({ id, key, name, url }))
    return c.json({ items, nextCursor: page.cursor })
  },
})
