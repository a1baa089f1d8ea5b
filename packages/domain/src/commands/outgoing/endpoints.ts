import * as z from 'zod'
import { OutgoingUrl, type WebhookEndpoint } from '../../entities/webhook-endpoint.ts'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitInsert, emitRemove, emitUpdate } from '../emit-update.ts'
import { BaseVersion } from '../fields.ts'
import { checkEndpoint } from './check-endpoint.ts'
import { EventTypes, Filter, HeaderName, Sealed } from './fields.ts'

const Description = z.string().max(500)
const HeaderNames = z.array(HeaderName).max(20)

/** Not public, like the next: secrets and headers come encrypted from the part that has the key. */
export const createWebhookEndpoint = defineCommand({
  type: 'webhook_endpoint.create',
  summary: 'Send events to an address of yours; its secret is shown this once',
  public: false,
  data: z.strictObject({
    id: Id,
    url: OutgoingUrl,
    description: Description.default(''),
    eventTypes: EventTypes.default([]),
    filter: Filter.default(null),
    headerNames: HeaderNames.default([]),
    enabled: z.boolean().default(true),
    sealedSecrets: Sealed,
    sealedHeaders: Sealed.nullable(),
  }),
  needs: ({ id }) => [{ kind: 'webhook_endpoint', ids: [id] }],
  decide(data, context) {
    context.allow('integration.manage')
    checkEndpoint(context, data)
    const endpoint = {
      ...data,
      disabledReason: null,
      ownerId: context.actor.memberId,
      version: 1,
      createdAt: context.now,
      updatedAt: context.now,
    }
    return emitInsert(context, 'webhook_endpoint', endpoint, { type: 'webhook_endpoint.created' })
  },
})

export const updateWebhookEndpoint = defineCommand({
  type: 'webhook_endpoint.update',
  summary: 'Change where events are sent and which, or switch it on or off',
  public: false,
  data: z.strictObject({
    id: Id,
    baseVersion: BaseVersion,
    url: OutgoingUrl.optional(),
    description: Description.optional(),
    eventTypes: EventTypes.optional(),
    filter: Filter.optional(),
    headerNames: HeaderNames.optional(),
    enabled: z.boolean().optional(),
    sealedHeaders: Sealed.nullable().optional(),
  }),
  needs: ({ id }) => [{ kind: 'webhook_endpoint', ids: [id], write: true }],
  decide({ id, baseVersion, ...patch }, context) {
    const endpoint = context.get('webhook_endpoint', id, 'id')
    context.allow('integration.manage')
    const choice = { eventTypes: patch.eventTypes ?? endpoint.eventTypes, filter: filterAfter(endpoint, patch) }
    // Also who turns it to another address, or switches it on, lets what it sends go there.
    const sendsAnew = ['eventTypes', 'filter', 'url', 'enabled'] as const
    const sends = sendsAnew.some((field) => patch[field] !== undefined && patch[field] !== false)
    if (sends) checkEndpoint(context, choice)
    const next = {
      ...patch,
      // It goes on with the rights of whoever did that.
      ...(sends && { ownerId: context.actor.memberId }),
      ...(patch.enabled === true && { disabledReason: null }),
      ...(leavesForeignHeaders(endpoint, patch) && { headerNames: [], sealedHeaders: null }),
    }
    return emitUpdate(context, 'webhook_endpoint', id, next as never, { type: 'webhook_endpoint.updated', baseVersion })
  },
})

/** Headers that nobody may read were given for one service: another does not get them. */
const leavesForeignHeaders = (
  endpoint: Pick<WebhookEndpoint, 'url'>,
  patch: { url?: string | undefined; sealedHeaders?: unknown },
) => patch.url !== undefined && patch.sealedHeaders === undefined && originOf(patch.url) !== originOf(endpoint.url)

const originOf = (url: string) => /^[^/]+\/\/[^/?#]*/.exec(url)?.[0].toLowerCase()

const filterAfter = (endpoint: WebhookEndpoint, patch: { filter?: string | null | undefined }) =>
  patch.filter === undefined ? endpoint.filter : patch.filter

export const deleteWebhookEndpoint = defineCommand({
  type: 'webhook_endpoint.delete',
  summary: 'Send nothing more to an address; what was sent stays in the list of deliveries',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [{ kind: 'webhook_endpoint', ids: [id], write: true }],
  decide({ id }, context) {
    context.get('webhook_endpoint', id, 'id')
    context.allow('integration.manage')
    return emitRemove(context, 'webhook_endpoint', id, { type: 'webhook_endpoint.deleted' })
  },
})
