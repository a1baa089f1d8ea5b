import { commandCatalogue, Delivery } from '@orchestrator/domain'
import { idParams } from '../../http/entity/index.ts'
import { defineRoute } from '../../http/route.ts'
import { sendDelivery } from '../deliveries/send.ts'
import { webhookEndpoints } from './resource.ts'

export const pingWebhookEndpoint = defineRoute({
  method: 'post',
  path: `${webhookEndpoints.path}/{id}/ping`,
  operationId: 'pingWebhookEndpoint',
  tag: webhookEndpoints.tag,
  summary: commandCatalogue['webhook_endpoint.ping'].summary,
  description: 'Needs the permission integration.manage. What came of it, the delivery says a moment later.',
  access: 'write',
  params: idParams,
  answer: { status: 202, description: 'The delivery', schema: Delivery },
  problems: [404, 409],
  handle: (call) => sendDelivery(call, 'webhook_endpoint.ping', { id: call.params.id }),
})
