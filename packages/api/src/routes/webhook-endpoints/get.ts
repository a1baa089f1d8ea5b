import { getRoute } from '../../http/entity/index.ts'
import { webhookEndpoints } from './resource.ts'

export const getWebhookEndpoint = getRoute(webhookEndpoints, { operationId: 'getWebhookEndpoint' })
