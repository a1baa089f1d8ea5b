import * as z from 'zod'
import { StoredTimestamp } from '../time.ts'

export const DeliveryStatus = z.enum(['pending', 'delivering', 'delivered', 'failed', 'dead'])
export type DeliveryStatus = z.infer<typeof DeliveryStatus>

export const DeliveryKind = z.enum(['event', 'ping', 'call'])
export const DeliveryMethod = z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])

/** One message that is sent to somebody else's address, until it is taken or given up. Its id is the `webhook-id` of every attempt. */
export const Delivery = z
  .strictObject({
    id: z.uuid(),
    kind: DeliveryKind.meta({ description: 'an event, a test of an endpoint, or what an automation sends' }),
    endpointId: z.uuid().nullable().meta({ description: 'null: it goes to an address of its own' }),
    eventSeq: z.int().nullable(),
    eventType: z.string().nullable(),
    method: DeliveryMethod,
    url: z.string(),
    status: DeliveryStatus.meta({ description: '`failed` is tried again at `nextAt`; `dead` is not' }),
    attempts: z.int().nonnegative(),
    nextAt: StoredTimestamp.nullable().meta({ description: 'when it is tried next' }),
    lastStatus: z.int().nullable().meta({ description: 'HTTP status of the last answer; null: there was none' }),
    lastLatencyMs: z.int().nullable(),
    lastError: z.string().nullable().meta({ description: 'in words' }),
    deliveredAt: StoredTimestamp.nullable(),
    createdAt: StoredTimestamp,
    updatedAt: StoredTimestamp,
  })
  .meta({ id: 'Delivery' })
export type Delivery = z.infer<typeof Delivery>
