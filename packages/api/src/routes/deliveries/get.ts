import { AppError, Delivery } from '@orchestrator/domain'
import { getDelivery as queryDelivery } from '@orchestrator/store'
import * as z from 'zod'
import { idParams } from '../../http/entity/index.ts'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { deliveries } from './resource.ts'
import { visibleDelivery } from './visible.ts'

const DeliveryAttempt = z
  .object({
    n: z.int(),
    startedAt: z.iso.datetime(),
    latencyMs: z.int(),
    status: z.int().nullable().meta({ description: 'HTTP status of the answer; null: there was none' }),
    error: z.string().nullable().meta({ description: 'in words' }),
  })
  .meta({ id: 'DeliveryAttempt' })

export const getDelivery = defineRoute({
  method: 'get',
  path: `${deliveries.path}/{id}`,
  operationId: 'getDelivery',
  tag: deliveries.tag,
  summary: 'Get a delivery with its attempts, the newest first',
  access: 'read',
  params: idParams,
  answer: {
    status: 200,
    description: 'The delivery',
    schema: Delivery.extend({ attemptLog: z.array(DeliveryAttempt) }).meta({ id: 'DeliveryDetail' }),
  },
  problems: [404],
  async handle({ api, c, identity, workspaceId, params }) {
    const delivery = await read(api, workspaceId, (tx) => queryDelivery(tx, workspaceId, params.id))
    if (!delivery) throw new AppError('not_found', `there is no delivery ${params.id}`)
    return c.json(visibleDelivery(delivery, identity))
  },
})
