import * as z from 'zod'
import { DeliveryMethod } from '../../entities/delivery.ts'
import { OutgoingUrl, type WebhookEndpoint } from '../../entities/webhook-endpoint.ts'
import { AppError } from '../../errors.ts'
import { deriveId, Id } from '../../ids.ts'
import { type CommandContext, type CommandResult, defineCommand } from '../definition.ts'
import type { Entities } from '../entities.ts'
import { DeliveryHeaders } from './fields.ts'

/** What a receiver can be asked to take. */
const mostBody = 262_144

/**
 * Makes no event: there may be as many deliveries as there are events, and the run that sends one has it in its history. So it
 * costs hardly more than its row.
 */
export const createDelivery = defineCommand({
  type: 'delivery.create',
  summary: 'Send a message to an address or an endpoint, signed and repeated until it is taken',
  data: z
    .strictObject({
      url: OutgoingUrl.optional(),
      endpointId: Id.optional().meta({ description: 'instead of an address: signed with this endpoint’s secrets' }),
      method: DeliveryMethod.default('POST'),
      headers: DeliveryHeaders.default({}),
      contentType: z.string().max(200).default('application/json'),
      body: z.string().max(mostBody).default(''),
    })
    .refine(({ url, endpointId }) => (url === undefined) !== (endpointId === undefined), {
      path: ['url'],
      error: 'either an address or an endpoint',
    }),
  needs: ({ endpointId }) => (endpointId === undefined ? [] : [{ kind: 'webhook_endpoint', ids: [endpointId] }]),
  decide({ url, endpointId, method, contentType, headers, body }, context) {
    context.allow('webhook.call')
    const endpoint = endpointId === undefined ? undefined : context.get('webhook_endpoint', endpointId, 'endpointId')
    if (endpoint) requireEnabled(endpoint)
    const sendHeaders = { ...headers, ...(body !== '' && { 'content-type': contentType }) }
    const message = { kind: 'call', method, sendHeaders, sendBody: body } as const
    return insert(context, { ...message, endpoint, url: url ?? endpoint?.url ?? '' })
  },
})

export const pingWebhookEndpoint = defineCommand({
  type: 'webhook_endpoint.ping',
  summary: 'Send an endpoint a test message',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [{ kind: 'webhook_endpoint', ids: [id] }],
  decide({ id }, context) {
    const endpoint = context.get('webhook_endpoint', id, 'id')
    context.allow('integration.manage')
    requireEnabled(endpoint)
    const sendBody = JSON.stringify({ type: 'ping', timestamp: context.now, data: { webhookEndpointId: id } })
    const sendHeaders = { 'content-type': 'application/json' }
    return insert(context, { kind: 'ping', method: 'POST', sendHeaders, sendBody, endpoint, url: endpoint.url })
  },
})

/** Makes no event either. It has the same `webhook-id` as before: a receiver that has taken it knows it again. */
export const redeliver = defineCommand({
  type: 'delivery.redeliver',
  summary: 'Send a delivery again, one that was taken as well',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [{ kind: 'delivery', ids: [id], write: true }],
  decide({ id }, context) {
    const delivery = context.get('delivery', id, 'id')
    context.allow('integration.manage')
    if (delivery.status === 'delivering') throw new AppError('invalid_state', 'it is being sent at this moment')
    const patch = { status: 'pending' as const, sendStep: 0, nextAt: context.now, deliveredAt: null }
    context.update('delivery', id, patch)
    return { kind: 'delivery', id, version: 1 }
  },
})

function requireEnabled({ enabled }: WebhookEndpoint): void {
  if (!enabled) throw new AppError('invalid_state', 'the endpoint is switched off')
}

type Message = Pick<Entities['delivery'], 'kind' | 'method' | 'url' | 'sendBody' | 'sendHeaders'>

function insert(
  context: CommandContext,
  { endpoint, ...message }: Message & { endpoint: WebhookEndpoint | undefined },
): CommandResult {
  const id = deriveId(context.commandId, 'delivery')
  context.insert('delivery', {
    ...message,
    id,
    endpointId: endpoint?.id ?? null,
    sendTarget: endpoint?.id ?? hostOf(message.url),
    eventSeq: null,
    eventType: null,
    status: 'pending',
    attempts: 0,
    sendStep: 0,
    nextAt: context.now,
    lastStatus: null,
    lastLatencyMs: null,
    lastError: null,
    deliveredAt: null,
    createdAt: context.now,
    updatedAt: context.now,
  })
  return { kind: 'delivery', id, version: 1 }
}

/** All that goes to one place shares its share of what is sent at once. */
const hostOf = (url: string) => (/^https?:\/\/([^/?#]+)/i.exec(url)?.[1] ?? url).toLowerCase()
