import { createHash } from 'node:crypto'
import { AppError, beginningOf, Id, storableText } from '@orchestrator/domain'
import type { Connector, InboundRequest } from '@orchestrator/integrations'
import { findConnection, readConnection } from '@orchestrator/store'
import type { Context } from 'hono'
import * as z from 'zod'
import type { Api, Env } from '../../http/api.ts'
import { readBytes } from '../../http/read-body.ts'
import { defineRoute } from '../../http/route.ts'
import { withDeadline } from '../../middleware/deadline.ts'
import { keptHeaders } from './kept-headers.ts'

const limit = 25 * 1024 * 1024

export const takeIntegrationWebhook = defineRoute({
  method: 'post',
  path: '/v1/integrations/{connectionId}/webhook',
  operationId: 'takeIntegrationWebhook',
  tag: 'Connections',
  summary: 'Take what a connected service tells',
  description:
    'For the services; they need no API key but sign what they send with the connection’s secret. It is stored and answered at once, and read later; the same delivery again is the same.',
  access: 'public',
  params: z.strictObject({ connectionId: Id }),
  rawBody: { description: 'As the service writes it', limit, example: { action: 'edited', issue: { number: 7 } } },
  answer: { status: 202, description: 'It is stored' },
  problems: [401],
  async handle({ api, c, params }) {
    const body = await readBytes(c, limit)
    const { workspaceId, webhooks } = await requireVerified(api, c, params.connectionId, body)
    await api.limits.webhooks.take(params.connectionId)
    const request: InboundRequest = { headers: Object.fromEntries(c.req.raw.headers), body }
    const delivery = { deliveryId: deliveryIdOf(webhooks, request), headers: keptHeaders(c.req.raw.headers), body }
    await withDeadline(api.config.requestTimeoutMs, api.inbound.keep(workspaceId, params.connectionId, delivery))
    const answer = webhooks.answer?.(request)
    return answer ? new Response(answer.body, answer) : c.body(null, 202)
  },
})

type Webhooks = NonNullable<Connector['webhooks']>

/**
 * The connection whose secret signed the request. Whoever cannot sign is not told whether it exists, and is counted by where they come
 * from: noise uses up nothing of what those who can sign have.
 * @throws AppError `invalid_signature`, `rate_limited`
 */
async function requireVerified(api: Api, c: Context<Env>, connectionId: string, body: Uint8Array) {
  const target = await withDeadline(
    api.config.requestTimeoutMs,
    api.lookups.ask(`connection ${connectionId}`, () => findTarget(api, connectionId)),
  )
  const headers = Object.fromEntries(c.req.raw.headers)
  for (const secret of target?.secrets ?? []) {
    if (target && (await target.webhooks.verify({ headers, body }, secret, new Date()))) return target
  }
  await api.limits.unverifiedDeliveries.take(api.addressOf(c))
  throw new AppError('invalid_signature', 'this is not signed with the secret of a connection')
}

interface Target {
  readonly workspaceId: string
  readonly webhooks: Webhooks
  readonly secrets: readonly string[]
}

async function findTarget({ store, config, connectors }: Api, connectionId: string): Promise<Target | null> {
  const workspaceId = await findConnection(store, connectionId)
  if (workspaceId === null) return null
  const connection = await readConnection(store, { masterKey: config.masterKey, workspaceId, connectionId })
  const webhooks = connection && connectors[connection.provider]?.webhooks
  if (!webhooks || connection.secret === null) return null
  const client =
    webhooks.clientSigns && connection.auth === 'oauth2' ? config.oauthClients?.[connection.provider] : null
  return { workspaceId, webhooks, secrets: [connection.secret, ...(client ? [client.clientSecret] : [])] }
}

/** Of one that cannot be read, what it is; whoever reads it later says why. */
function deliveryIdOf(webhooks: Webhooks, request: InboundRequest): string {
  try {
    return beginningOf(storableText(webhooks.parse(request).id), 500)
  } catch {
    return `sha256 ${createHash('sha256').update(request.body).digest('hex')}`
  }
}
