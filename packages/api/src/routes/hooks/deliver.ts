import { AppError, deriveId, Id, newId, Slug, WebhookPath } from '@orchestrator/domain'
import { verifyHmac, verifyWebhook } from '@orchestrator/integrations'
import { findWebhook, findWorkspace, type WebhookTarget } from '@orchestrator/store'
import type { Context } from 'hono'
import * as z from 'zod'
import type { Api, Env } from '../../http/api.ts'
import { readBytes } from '../../http/read-body.ts'
import { defineRoute } from '../../http/route.ts'
import { withDeadline } from '../../middleware/deadline.ts'
import { runCommandAs } from '../../writes/run-command.ts'
import { deliveryIdOf, keptHeaders } from './headers.ts'
import { parseDelivery } from './parse-delivery.ts'

export const webhookLimit = 1024 * 1024

export const deliverWebhook = defineRoute({
  method: 'post',
  path: '/v1/hooks/{workspace}/{path}',
  deepParams: ['path'],
  operationId: 'deliverWebhook',
  tag: 'Webhooks',
  summary: 'Take a delivery of another service',
  description:
    'For the services that you connect; they need no API key but sign what they send, with the webhook’s secret: GitHub’s way (`X-Hub-Signature-256`) or that of standardwebhooks.com. Deliveries with the same `X-GitHub-Delivery`, `webhook-id` or `Idempotency-Key` are one event, however often and at once they come. Without such an id each delivery is an event of its own.',
  access: 'public',
  params: z.strictObject({
    workspace: z.union([Slug, Id]).meta({ description: 'the workspace’s slug, or its id' }),
    path: WebhookPath.meta({ description: 'of the webhook; a slash may be written as it is' }),
  }),
  rawBody: {
    description: 'JSON, or GitHub’s form with the field `payload`',
    limit: webhookLimit,
    example: { action: 'opened', issue: { number: 7, title: 'Spelling error in the README file' } },
  },
  answer: {
    status: 202,
    description: 'It is in the log',
    schema: z.object({ eventId: z.uuid() }).meta({ id: 'Delivered' }),
  },
  problems: [401, 404, 409],
  async handle({ api, c, params }) {
    const rawBody = await readBytes(c, webhookLimit)
    const { workspaceId, webhook, memberId } = await requireVerified(api, c, params, rawBody)
    await api.limits.webhooks.take(webhook.id)
    const body = parseDelivery(c.req.header('content-type'), rawBody)
    const deliveryId = deliveryIdOf(c.req.raw.headers)
    const commandId = deliveryId === undefined ? newId() : deriveId(workspaceId, 'webhook', webhook.path, deliveryId)
    const principal = { workspaceId, actor: { type: 'connection' as const, id: webhook.id, memberId }, scopes: [] }
    const data = { path: webhook.path, headers: keptHeaders(c.req.raw.headers), body }
    const applied = await runCommandAs({ api, c }, principal, commandId, 'webhook.receive', data)
    if (applied.lastEventId === null) throw new AppError('internal', 'a delivery without its event')
    return c.json({ eventId: applied.lastEventId }, 202)
  },
})

interface Address {
  readonly workspace: string
  readonly path: string
}

/**
 * The webhook that a delivery is for, and for which it is signed. Any other delivery is counted by where it comes from, and only
 * once it is known to be one: noise uses up nothing of what those who can sign have, also when it comes from where they do.
 * @throws AppError `not_found`, `invalid_signature`, `rate_limited`
 */
async function requireVerified(api: Api, c: Context<Env>, to: Address, rawBody: Uint8Array) {
  try {
    const target = await findTarget(api, to)
    await requireSignature(target.webhook, c.req.raw.headers, rawBody)
    return target
  } catch (error) {
    const isStranger = error instanceof AppError && (error.code === 'not_found' || error.code === 'invalid_signature')
    if (isStranger) await api.limits.unverifiedDeliveries.take(api.addressOf(c))
    throw error
  }
}

/** @throws AppError `not_found`, the same for a workspace and a path that do not exist and one that nobody listens at */
async function findTarget({ store, config, lookups }: Api, { workspace, path }: Address) {
  const find = async () => {
    const workspaceId = (await findWorkspace(store, workspace)) ?? (Id.safeParse(workspace).success ? workspace : null)
    const webhook = workspaceId === null ? null : await findWebhook(store, config.masterKey, workspaceId, path)
    return workspaceId !== null && webhook?.memberId ? { workspaceId, webhook, memberId: webhook.memberId } : null
  }
  const target = await withDeadline(config.requestTimeoutMs, lookups.ask(`webhook ${workspace} ${path}`, find))
  if (!target) throw new AppError('not_found', `there is no webhook ${path} in the workspace ${workspace}`)
  return target
}

/** @throws AppError `invalid_signature` */
async function requireSignature(
  { verify, hmac, secret }: WebhookTarget,
  headers: Headers,
  rawBody: Uint8Array,
): Promise<void> {
  if (verify === 'none') return
  if (secret !== null) {
    if (verify !== 'hmac') {
      if (await verifyWebhook({ kind: verify, secret, headers, rawBody })) return
    } else if (hmac && verifyHmac(hmac, { secret, headers, body: rawBody })) return
  }
  throw new AppError(
    'invalid_signature',
    secret === null
      ? 'the webhook has no secret yet; ask for it first'
      : 'the delivery is not signed with the webhook’s secret',
  )
}
