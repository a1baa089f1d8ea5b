import { AppError } from '@orchestrator/domain'
import { findWebhook, rotateWebhookSecret } from '@orchestrator/store'
import { defineRoute } from '../../http/route.ts'
import { pathParams, requireAutomation, WebhookSecret, workspaceSlug } from './resource.ts'

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
    const { api, workspaceId, params } = call
    const { masterKey } = api.config
    const webhook = await findWebhook(api.store, masterKey, workspaceId, params.path)
    if (!webhook) throw new AppError('not_found', `there is no webhook ${params.path}`)
    const secret =
      webhook.secret ?? (await rotateWebhookSecret(api.store, masterKey, call.identity.principal, params.path))
    const workspace = await workspaceSlug(call)
    call.c.header('Cache-Control', 'no-store')
    return call.c.json({
      path: webhook.path,
      verify: webhook.verify,
      secret,
      workspace,
      url: `/v1/hooks/${workspace}/${webhook.path}`,
    })
  },
})
