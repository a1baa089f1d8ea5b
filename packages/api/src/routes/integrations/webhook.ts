import { createHash } from 'node:crypto'
import { AppError, beginningOf, Id, storableText } from '@orchestrator/domain'
import { type Connector, type InboundRequest, ProviderError } from '@orchestrator/integrations'
import { findConnection, readConnection, replaceSecret } from '@orchestrator/store'
import type { Context } from 'hono'
import * as z from 'zod'
import type { Api, Env } from '../../http/api.ts'
import { readBytes } from '../../http/read-body.ts'
import { defineRoute } from '../../http/route.ts'
import { isHandshakeKey } from '../../integrations/handshake-key.ts'
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
  // Services want more in an address, e.g. Mailgun that it ends in `mime`.
  query: z.object({
    key: z
      .string()
      .max(100)
      .optional()
      .meta({ description: 'of a service that makes the secret by itself: with this it may bring it' }),
  }),
  rawBody: { description: 'As the service writes it', limit, example: { action: 'edited', issue: { number: 7 } } },
  answer: { status: 202, description: 'It is stored' },
  problems: [401],
  async handle({ api, c, params, query }) {
    const body = await readBytes(c, limit)
    if (await takeHandshake(api, c, { ...params, ...query, body })) return c.body(null, 200)
    const { workspaceId, webhooks, account } = await requireVerified(api, c, params.connectionId, body)
    await api.limits.webhooks.take(params.connectionId)
    const request: InboundRequest = { headers: Object.fromEntries(c.req.raw.headers), body }
    const { deliveryId, unreadable } = identify(webhooks, request)
    if (unreadable !== null) {
      const at = { workspaceId, connectionId: params.connectionId, bytes: body.byteLength, why: unreadable }
      c.get('logger').warn(at, 'a delivery that is signed cannot be read')
    }
    // Of what cannot be read nobody knows whose it is: that it came is kept, and nothing of what it holds.
    if (unreadable !== null || (webhooks.isFor?.(request, account) ?? true)) {
      const headers = keptHeaders(c.req.raw.headers)
      const delivery = { deliveryId, headers, body, app: webhooks.isApp ?? false, unreadable }
      await withDeadline(api.config.requestTimeoutMs, api.inbound.keep(workspaceId, params.connectionId, delivery))
    }
    const answer = webhooks.answer?.(request)
    return answer ? new Response(answer.body, answer) : c.body(null, 202)
  },
})

/**
 * A service that makes the secret by itself brings it before it signs. Only the address that we gave out has the key for that, and once.
 * @returns false: it is another request, or nobody who may bring one
 */
async function takeHandshake(
  api: Api,
  c: Context<Env>,
  { connectionId, key, body }: { connectionId: string; key?: string | undefined; body: Uint8Array },
): Promise<boolean> {
  if (key === undefined) return false
  const target = await targetOf(api, connectionId)
  const secret = target?.webhooks.handshake?.({ headers: Object.fromEntries(c.req.raw.headers), body }) ?? null
  const known = target?.secrets[0]
  if (!target || secret === null || known === undefined) return false
  // Sent again, it is the same.
  if (secret === known) return true
  if (!isHandshakeKey(known, key)) return false
  const place = { masterKey: api.config.masterKey, workspaceId: target.workspaceId, connectionId }
  return withDeadline(api.config.requestTimeoutMs, replaceSecret(api.store, place, { secret, known }))
}

type Webhooks = NonNullable<Connector['webhooks']>

/**
 * The connection whose secret signed the request. Whoever cannot sign is not told whether it exists, and is counted by where they come
 * from: noise uses up nothing of what those who can sign have.
 * @throws AppError `invalid_signature`, `rate_limited`
 */
async function requireVerified(api: Api, c: Context<Env>, connectionId: string, body: Uint8Array) {
  const target = await targetOf(api, connectionId)
  const headers = Object.fromEntries(c.req.raw.headers)
  for (const secret of target?.secrets ?? []) {
    if (target && (await target.webhooks.verify({ headers, body }, secret, new Date()))) return target
  }
  await api.limits.unverifiedDeliveries.take(api.addressOf(c))
  throw new AppError('invalid_signature', 'this is not signed with the secret of a connection')
}

const targetOf = (api: Api, connectionId: string) =>
  withDeadline(
    api.config.requestTimeoutMs,
    api.lookups.ask(`connection ${connectionId}`, () => findTarget(api, connectionId)),
  )

interface Target {
  readonly workspaceId: string
  readonly webhooks: Webhooks
  readonly account: { readonly id: string }
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
  // Of a service that says itself with what it signs, nothing else is taken.
  const own = webhooks.secretOf ? webhooks.secretOf(connection.credentials ?? {}) : connection.secret
  const secrets = [own, client && (client.signingSecret ?? client.clientSecret)]
  const { account } = connection
  return { workspaceId, webhooks, account, secrets: secrets.filter((secret) => typeof secret === 'string') }
}

/** By its own id; one that cannot be read by what it is, with why it cannot. */
function identify(webhooks: Webhooks, request: InboundRequest): { deliveryId: string; unreadable: string | null } {
  try {
    return { deliveryId: beginningOf(storableText(webhooks.parse(request).id), 500), unreadable: null }
  } catch (error) {
    const why = error instanceof ProviderError ? error.message : 'it could not be read'
    const deliveryId = `sha256 ${createHash('sha256').update(request.body).digest('hex')}`
    return { deliveryId, unreadable: beginningOf(storableText(why), 500) }
  }
}
