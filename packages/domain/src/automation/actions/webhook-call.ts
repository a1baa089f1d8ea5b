import * as z from 'zod'
import { DeliveryMethod } from '../../entities/delivery.ts'
import { deriveId, Id } from '../../ids.ts'
import { type ActionCommand, type ActionFields, defineAction } from './definition.ts'
import { AddressTemplate, Template } from './fields.ts'

/** A rule is kept and shown as a whole: what it sends has the size of what people write. */
const Body = z
  .record(z.string(), z.unknown())
  .refine((body) => isShallow(body, 10), 'at most 10 levels')
  .meta({ description: 'the body, as JSON; every text in it may hold expressions' })

const isShallow = (value: unknown, levels: number): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (levels > 0 && Object.values(value).every((one) => isShallow(one, levels - 1)))

/** Its answer is not waited for: what is sent is written in the rule's own transaction, and repeated until it is taken. */
export const callWebhookAction = defineAction({
  action: 'webhook.call',
  kind: 'immediate',
  summary: 'Send a message to another service',
  fields: {
    url: AddressTemplate.optional(),
    endpointId: Id.optional().meta({ description: 'instead of an address: signed with this endpoint’s secrets' }),
    method: DeliveryMethod.optional(),
    headers: z.record(z.string(), Template).optional(),
    json: Body.optional(),
    text: z.string().max(10_000).optional().meta({ description: 'the body as text; give its `content-type`' }),
    contentType: z.string().max(200).optional(),
  },
  verbatim: ['endpointId', 'method', 'contentType'],
  constants: { endpointId: 'webhook_endpoint' },
  permissions: ['webhook.call'],
  result: { t: 'object', fields: { id: { t: 'string' } } },
  commands: (fields) => [toCommand(fields)],
  resultId: (_, commandId) => deriveId(commandId, 'delivery'),
  code({ fields: { url, endpointId = '', ...message }, use, object, call }) {
    const to = url ?? object({ endpointId })
    return call(`${use('webhooks')}.call`, to, message)
  },
})

function toCommand({ json, text, ...fields }: ActionFields): ActionCommand {
  const body = json === undefined ? text : JSON.stringify(json)
  const plain = json === undefined && text !== undefined && { contentType: 'text/plain; charset=utf-8' }
  return { type: 'delivery.create', data: { ...plain, ...fields, ...(body !== undefined && { body }) } }
}
