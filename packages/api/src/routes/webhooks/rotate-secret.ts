import { rotateWebhookSecret } from '@orchestrator/store'
import { defineRoute } from '../../http/route.ts'
import { withDeadline } from '../../middleware/deadline.ts'
import { identify } from '../../writes/identify.ts'
import { pathParams, requireAutomation, secretResponse, WebhookSecret } from './resource.ts'

export const rotateSecret = defineRoute({
  method: 'post',
  path: '/v1/webhooks/{path}/rotate-secret',
  deepParams: ['path'],
  operationId: 'rotateWebhookSecret',
  tag: 'Webhooks',
  summary: 'Give a webhook a new secret; the old one stops working at once',
  description:
    'Needs the permission automation.manage. A request repeated with its Idempotency-Key makes no further secret and is answered with the one in force.',
  access: 'write',
  params: pathParams,
  answer: { status: 200, description: 'The new secret', schema: WebhookSecret },
  problems: [404, 409],
  async handle(call) {
    // Also of a repeated request, which runs no command that would ask for it.
    requireAutomation(call)
    const { api, c, identity, params } = call
    const { commandId, idempotency } = identify(call)
    const as = { commandId: commandId(0), idempotency }
    const rotating = rotateWebhookSecret(api.store, api.config.masterKey, identity.principal, params.path, as)
    const { webhook, applied } = await withDeadline(api.config.requestTimeoutMs, rotating)
    c.header('Command-Id', as.commandId)
    if (!applied) c.header('Idempotency-Replayed', 'true')
    return secretResponse(call, webhook)
  },
})
