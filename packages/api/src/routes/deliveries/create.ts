import { commandCatalogue, Delivery } from '@orchestrator/domain'
import { defineRoute } from '../../http/route.ts'
import { deliveries } from './resource.ts'
import { sendDelivery } from './send.ts'

const { data, summary } = commandCatalogue['delivery.create']

export const createDelivery = defineRoute({
  method: 'post',
  path: deliveries.path,
  operationId: 'createDelivery',
  tag: deliveries.tag,
  summary,
  description: 'Needs the permission webhook.call. What came of it, the delivery says a moment later.',
  access: 'write',
  body: data,
  bodyExample: { url: 'https://example.com/hooks', body: '{"text":"Hello"}' },
  answer: { status: 202, description: 'The delivery', schema: Delivery },
  problems: [404, 409],
  handle: (call) => sendDelivery(call, 'delivery.create', call.body),
})
