import { AppError } from '@orchestrator/domain'
import * as z from 'zod'
import { idParams } from '../../http/entity/index.ts'
import { defineRoute } from '../../http/route.ts'
import { connectorOf } from '../../integrations/connector-of.ts'
import { handshakeKey } from '../../integrations/handshake-key.ts'
import { requireConnection } from '../../integrations/with-session.ts'
import { requirePermission } from '../../middleware/authenticate.ts'
import { connections } from './resource.ts'

export const getConnectionWebhook = defineRoute({
  method: 'get',
  path: `${connections.path}/{id}/webhook`,
  operationId: 'getConnectionWebhook',
  tag: connections.tag,
  summary: 'Get where the service is to send what happens, and the secret with which it signs',
  description:
    'Needs the permission integration.manage. Only where the service has to be told by hand; `manual` says how. Without webhooks changes there are found by asking.',
  access: 'read',
  params: idParams,
  answer: {
    status: 200,
    description: 'Address and secret',
    schema: z
      .object({ url: z.url(), secret: z.string(), manual: z.string().meta({ description: 'Markdown' }) })
      .meta({ id: 'ConnectionWebhook' }),
  },
  problems: [404, 409],
  async handle({ api, c, identity, workspaceId, params }) {
    requirePermission(identity, 'integration.manage')
    const { provider, secret } = await requireConnection(api, workspaceId, params.id)
    const { name, webhooks } = connectorOf(api, provider)
    if (webhooks === null) throw new AppError('invalid_state', `${name} sends nothing; it is asked for changes`)
    if (secret === null) throw new AppError('invalid_state', 'it is disconnected; connect it anew')
    const origin = api.config.publicUrl ?? new URL(c.req.url).origin
    c.header('Cache-Control', 'no-store')
    const url = new URL(`${origin}/v1/integrations/${params.id}/webhook`)
    if (webhooks.handshake) url.searchParams.set('key', handshakeKey(secret))
    return c.json({ url: url.href, secret, manual: webhooks.manual })
  },
})
