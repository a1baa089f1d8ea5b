import * as z from 'zod'
import { WebhookEndpoint } from '../../entities/webhook-endpoint.ts'
import { StoredTimestamp } from '../../time.ts'
import { changed, event } from './event.ts'

export const outgoingEvents = {
  'webhook_endpoint.created': event('webhook_endpoint.created', { webhookEndpoint: WebhookEndpoint }),
  'webhook_endpoint.updated': event('webhook_endpoint.updated', { webhookEndpoint: WebhookEndpoint, ...changed }),
  'webhook_endpoint.secret_rotated': event('webhook_endpoint.secret_rotated', { webhookEndpoint: WebhookEndpoint }),
  'webhook_endpoint.disabled': event('webhook_endpoint.disabled', { webhookEndpoint: WebhookEndpoint, ...changed }),
  'webhook_endpoint.failing': event('webhook_endpoint.failing', {
    webhookEndpoint: WebhookEndpoint,
    since: StoredTimestamp.meta({ description: 'it has taken nothing since' }),
    reason: z.string(),
  }),
  'webhook_endpoint.deleted': event('webhook_endpoint.deleted', { webhookEndpoint: WebhookEndpoint }),
}
