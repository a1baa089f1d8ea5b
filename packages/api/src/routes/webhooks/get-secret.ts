import { webhookSecret } from '@orchestrator/store'
import { defineRoute } from '../../http/route.ts'
import { withDeadline } from '../../middleware/deadline.ts'
import { pathParams, requireAutomation, secretResponse, WebhookSecret } from './resource.ts'

export const getWebhookSecret = defineRoute({
  method: 'get',
  path: '/v1/webhooks/{path}/secret',
  deepParams: ['path'],
  operationId: 'getWebhookSecret',
  tag: 'Webhooks',
  summary: 'Get the secret with which deliveries are signed',
  description:
    'Needs the permission automation.manage. The first call makes the secret. A slash in the path may be written as it is.',
  access: 'write',
  params: pathParams,
  answer: { status: 200, description: 'The secret', schema: WebhookSecret },
  problems: [404],
  async handle(call) {
    requireAutomation(call)
    const { api, identity, params } = call
    const making = webhookSecret(api.store, api.config.masterKey, identity.principal, params.path)
    return secretResponse(call, await withDeadline(api.config.requestTimeoutMs, making))
  },
})
