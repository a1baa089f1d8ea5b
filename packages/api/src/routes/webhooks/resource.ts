import { AppError, Webhook, WebhookPath, WebhookVerification } from '@orchestrator/domain'
import { getEntity, type SecretWebhook } from '@orchestrator/store'
import * as z from 'zod'
import type { Resource } from '../../http/entity/index.ts'
import { read } from '../../http/read.ts'
import type { Call } from '../../http/route.ts'
import { mayInWorkspace } from '../../middleware/authenticate.ts'

export const webhooks: Resource = {
  path: '/v1/webhooks',
  tag: 'Webhooks',
  kind: 'webhook',
  schema: Webhook,
  noun: 'webhook',
}

export const pathParams = z.strictObject({
  path: WebhookPath.meta({ description: 'of the webhook, e.g. `github-issues`' }),
})

export const WebhookSecret = z
  .object({
    path: WebhookPath,
    verify: WebhookVerification,
    secret: z
      .string()
      .meta({ description: '`whsec_` and base64, as Standard Webhooks has it; GitHub takes it as it is' }),
    workspace: z.string().meta({ description: 'the slug of the workspace' }),
    url: z
      .string()
      .meta({ description: 'where deliveries go, below this API’s address', example: '/v1/hooks/acme/github-issues' }),
  })
  .meta({ id: 'WebhookSecret' })

/** @throws AppError `forbidden`: who has the secret can send events in somebody else's name */
export function requireAutomation({ identity }: Pick<Call, 'identity'>): void {
  if (mayInWorkspace(identity, 'automation.manage')) return
  throw new AppError('forbidden', 'this needs the permission automation.manage', {
    details: { permission: 'automation.manage' },
  })
}

export async function secretResponse(
  { api, c, workspaceId }: Pick<Call, 'api' | 'c' | 'workspaceId'>,
  { path, verify, secret }: SecretWebhook,
): Promise<Response> {
  const row = await read(api, workspaceId, (tx) => getEntity(tx, workspaceId, 'workspace', workspaceId))
  const workspace = String(row?.slug ?? workspaceId)
  c.header('Cache-Control', 'no-store')
  return c.json({ path, verify, secret, workspace, url: `/v1/hooks/${workspace}/${path}` })
}
