import { Id } from '@orchestrator/domain'
import { authorizationAddress, newVerifier } from '@orchestrator/integrations'
import { sealOAuthState } from '@orchestrator/store'
import * as z from 'zod'
import { defineRoute } from '../../http/route.ts'
import { connectorOf, oauthServerOf, settingsOf } from '../../integrations/connector-of.ts'
import { refuseAddresses } from '../../integrations/refuse-addresses.ts'
import { requireConnection } from '../../integrations/with-session.ts'
import { requirePermission } from '../../middleware/authenticate.ts'
import { oauthCallbackPath } from '../../oauth-page/path.ts'
import { AllowOtherAccount, connections, Settings } from './resource.ts'

const goodForMs = 10 * 60_000

export const beginOAuth = defineRoute({
  method: 'post',
  path: `${connections.path}/oauth`,
  operationId: 'beginOAuth',
  tag: connections.tag,
  summary: 'Begin to connect a service over OAuth',
  description:
    'Needs the permission integration.manage. Open the address in a browser: the service asks for consent and sends you back to a page that connects it, for whom it was asked and nobody else.',
  access: 'write',
  body: z.strictObject({
    provider: z.string().max(60),
    name: z.string().trim().min(1).max(200).optional(),
    settings: Settings.optional(),
    connectionId: Id.optional().meta({ description: 'a connection that is connected anew' }),
    allowOtherAccount: AllowOtherAccount,
  }),
  bodyExample: { provider: 'jira' },
  answer: {
    status: 200,
    description: 'Where to go',
    schema: z.object({ url: z.url(), expiresAt: z.iso.datetime() }).meta({ id: 'OAuthBegun' }),
  },
  problems: [404, 409],
  async handle(call) {
    requirePermission(call.identity, 'integration.manage')
    const { api, c, identity, workspaceId, body } = call
    const { principal } = identity
    const connectionId = body.connectionId ?? null
    const known = connectionId === null ? null : await requireConnection(api, workspaceId, connectionId)
    const connector = connectorOf(api, known?.provider ?? body.provider)
    const settings = settingsOf(connector, body.settings ?? known?.settings)
    const server = oauthServerOf(api, connector, settings)
    await refuseAddresses(api, settings)
    const verifier = newVerifier()
    const redirectUri = `${api.config.publicUrl ?? new URL(c.req.url).origin}${oauthCallbackPath}`
    const expiresAt = new Date(Date.now() + goodForMs).toISOString()
    const state = sealOAuthState(api.config.masterKey, {
      ...{ workspaceId, memberId: principal.actor.memberId, scopes: principal.scopes, provider: connector.id },
      ...{ name: body.name ?? null, settings, verifier, redirectUri, connectionId, expiresAt },
      allowOtherAccount: body.allowOtherAccount,
    })
    c.header('Cache-Control', 'no-store')
    return c.json({ url: await authorizationAddress(server, { redirectUri, state, verifier }), expiresAt })
  },
})
