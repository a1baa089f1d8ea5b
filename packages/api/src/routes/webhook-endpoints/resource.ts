import { WebhookEndpoint } from '@orchestrator/domain'
import * as z from 'zod'
import type { Resource } from '../../http/entity/index.ts'

export const webhookEndpoints: Resource = {
  path: '/v1/webhook-endpoints',
  tag: 'Outgoing webhooks',
  kind: 'webhook_endpoint',
  schema: WebhookEndpoint,
  noun: 'webhook endpoint',
}

export const Headers = z
  .record(z.string(), z.string())
  .refine((headers) => Object.keys(headers).length <= 20, 'at most 20 headers')
  .meta({ description: 'sent with every delivery, e.g. `Authorization`; stored encrypted and never shown' })

export const Secret = z.string().meta({
  description: 'verifies the signature of deliveries, as Standard Webhooks has it; shown this once',
  example: 'whsec_…',
})
