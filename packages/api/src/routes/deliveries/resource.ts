import { Delivery, DeliveryKind, DeliveryStatus, Id } from '@orchestrator/domain'
import type { Condition } from '@orchestrator/store'
import * as z from 'zod'
import { equals, listOf, type Resource } from '../../http/entity/index.ts'

export const deliveries: Resource = {
  path: '/v1/deliveries',
  tag: 'Deliveries',
  kind: 'delivery',
  schema: Delivery,
  noun: 'delivery',
}

export const deliveryFilters = {
  status: listOf(DeliveryStatus, 'failed,dead'),
  endpointId: Id.optional(),
  kind: DeliveryKind.optional(),
  eventType: z.string().max(120).optional(),
}

export const whereDeliveries = (filter: {
  status?: readonly string[] | undefined
  endpointId?: string | undefined
  kind?: string | undefined
  eventType?: string | undefined
}): Condition[] => [
  ...(filter.status ? [{ sql: 't.status = any(?::text[])', values: [filter.status] }] : []),
  ...equals(
    ['endpoint_id', filter.endpointId],
    ['kind', filter.kind, 'text'],
    ['event_type', filter.eventType, 'text'],
  ),
]
