import { commandCatalogue, WebhookEndpoint } from '@orchestrator/domain'
import { createEndpoint, getEntity } from '@orchestrator/store'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { withDeadline } from '../../middleware/deadline.ts'
import { identify } from '../../writes/identify.ts'
import { parseHeaders } from './parse-headers.ts'
import { Headers, Secret, webhookEndpoints } from './resource.ts'

const { data, summary } = commandCatalogue['webhook_endpoint.create']

export const createWebhookEndpoint = defineRoute({
  method: 'post',
  path: webhookEndpoints.path,
  operationId: 'createWebhookEndpoint',
  tag: webhookEndpoints.tag,
  summary,
  description:
    'Needs the permission integration.manage. A request repeated with its Idempotency-Key is refused with 409: its secret was shown then.',
  access: 'write',
  body: data
    .omit({ id: true, headerNames: true, sealedSecrets: true, sealedHeaders: true })
    .extend({ headers: Headers.optional() }),
  bodyExample: { url: 'https://example.com/hooks', eventTypes: ['task.created', 'task.status_changed'] },
  answer: {
    status: 201,
    description: 'The endpoint',
    schema: WebhookEndpoint.extend({ secret: Secret }).meta({ id: 'NewWebhookEndpoint' }),
  },
  problems: [404, 409],
  async handle(call) {
    const { api, c, identity, workspaceId } = call
    const { headers, ...input } = call.body
    const { commandId, idempotency } = identify(call)
    const as = { commandId: commandId(0), idempotency }
    const given = { ...input, headers: headers && parseHeaders(headers) }
    const making = createEndpoint(api.store, api.config.masterKey, identity.principal, given, as)
    const { id, secret } = await withDeadline(api.config.requestTimeoutMs, making)
    const row = await read(api, workspaceId, (tx) => getEntity(tx, workspaceId, 'webhook_endpoint', id))
    c.header('Command-Id', as.commandId)
    c.header('Location', `${webhookEndpoints.path}/${id}`)
    c.header('Cache-Control', 'no-store')
    return c.json({ ...row, secret }, 201)
  },
})
