import { AppError } from '@orchestrator/domain'
import { findWebhook, rotateWebhookSecret } from '@orchestrator/store'
import { defineRoute } from '../../http/route.ts'
import { pathParams, requireAutomation, WebhookSecret, workspaceSlug } from './resource.ts'

export const rotateSecret = defineRoute({
  method: 'post',
  path: '/v1/webhooks/{path}/rotate-secret',
  deepParams: ['path'],
  operationId: 'rotateWebhookSecret',
  tag: 'Webhooks',
  summary: 'Give a webhook a new secret; the old one stops working at once',
  description:
    'Needs the permission automation.manage. Every call makes a new secret, also one that is repeated with an Idempotency-Key: what counts is the last answer.',
  access: 'write',
  params: pathParams,
  answer: { status: 200, description: 'The new secret', schema: WebhookSecret },
  problems: [404],
  async handle(call) {
    requireAutomation(call)
    const { api, workspaceId, params } = call
    const { masterKey } = api.config
    const secret = await rotateWebhookSecret(api.store, masterKey, call.identity.principal, params.path)
    const webhook = await findWebhook(api.store, masterKey, workspaceId, params.path)
    if (!webhook) throw new AppError('not_found', `there is no webhook ${params.path}`)
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
