import { deleteRoute } from '../../http/entity/index.ts'
import { webhookEndpoints } from './resource.ts'

export const deleteWebhookEndpoint = deleteRoute(webhookEndpoints, {
  operationId: 'deleteWebhookEndpoint',
  command: 'webhook_endpoint.delete',
})
