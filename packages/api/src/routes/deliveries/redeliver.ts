import { commandCatalogue, Delivery } from '@orchestrator/domain'
import { idParams } from '../../http/entity/index.ts'
import { defineRoute } from '../../http/route.ts'
import { deliveries } from './resource.ts'
import { sendDelivery } from './send.ts'

export const redeliver = defineRoute({
  method: 'post',
  path: `${deliveries.path}/{id}/redeliver`,
  operationId: 'redeliver',
  tag: deliveries.tag,
  summary: commandCatalogue['delivery.redeliver'].summary,
  description: 'Needs the permission integration.manage. It goes out under the same `webhook-id`.',
  access: 'write',
  params: idParams,
  answer: { status: 202, description: 'The delivery', schema: Delivery },
  problems: [404, 409],
  handle: (call) => sendDelivery(call, 'delivery.redeliver', { id: call.params.id }),
})
