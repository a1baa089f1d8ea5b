import * as z from 'zod'
import { byCreation, equals, listRoute } from '../../http/entity/index.ts'
import { webhookEndpoints } from './resource.ts'

export const listWebhookEndpoints = listRoute(webhookEndpoints, {
  operationId: 'listWebhookEndpoints',
  summary: 'List the endpoints of outgoing webhooks',
  filters: { enabled: z.enum(['true', 'false']).optional() },
  sorts: byCreation,
  where: ({ enabled }) => equals(['enabled', enabled, 'boolean']),
})
