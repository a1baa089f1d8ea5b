import { commandCatalogue } from '@orchestrator/domain'
import { rotateEndpoint } from '@orchestrator/store'
import * as z from 'zod'
import { idParams } from '../../http/entity/index.ts'
import { defineRoute } from '../../http/route.ts'
import { withDeadline } from '../../middleware/deadline.ts'
import { identify } from '../../writes/identify.ts'
import { Secret, webhookEndpoints } from './resource.ts'

export const rotateEndpointSecret = defineRoute({
  method: 'post',
  path: `${webhookEndpoints.path}/{id}/rotate-secret`,
  operationId: 'rotateWebhookEndpointSecret',
  tag: webhookEndpoints.tag,
  summary: commandCatalogue['webhook_endpoint.rotate_secret'].summary,
  description:
    'Needs the permission integration.manage. Until `oldUntil` a delivery carries a signature by each secret. A request repeated with its Idempotency-Key is refused with 409: the secret was shown then.',
  access: 'write',
  params: idParams,
  body: z.strictObject({
    overlapHours: z
      .number()
      .min(0)
      .max(168)
      .default(24)
      .meta({ description: 'for how long the old secret signs as well; 0: it ends at once' }),
  }),
  bodyExample: { overlapHours: 24 },
  answer: {
    status: 200,
    description: 'The new secret',
    schema: z.object({ secret: Secret, oldUntil: z.iso.datetime() }).meta({ id: 'RotatedSecret' }),
  },
  problems: [404, 409],
  async handle(call) {
    const { api, c, identity, params, body } = call
    const { commandId, idempotency } = identify(call)
    const as = { commandId: commandId(0), idempotency }
    const rotating = rotateEndpoint(api.store, api.config.masterKey, identity.principal, { ...params, ...body }, as)
    const rotated = await withDeadline(api.config.requestTimeoutMs, rotating)
    c.header('Command-Id', as.commandId)
    c.header('Cache-Control', 'no-store')
    return c.json(rotated)
  },
})
