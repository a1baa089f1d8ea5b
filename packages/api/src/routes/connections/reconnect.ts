import { Connection } from '@orchestrator/domain'
import { replaceCredentials } from '@orchestrator/store'
import * as z from 'zod'
import { idParams } from '../../http/entity/index.ts'
import { entityResponse } from '../../http/entity-response.ts'
import { defineRoute } from '../../http/route.ts'
import { connected } from '../../integrations/connected.ts'
import { connectorOf, credentialsOf, settingsOf } from '../../integrations/connector-of.ts'
import { requireConnection } from '../../integrations/with-session.ts'
import { requirePermission } from '../../middleware/authenticate.ts'
import { identify } from '../../writes/identify.ts'
import { entityAfter } from '../../writes/run-command.ts'
import { AllowOtherAccount, Credentials, connections, Method, Settings } from './resource.ts'

export const reconnect = defineRoute({
  method: 'post',
  path: `${connections.path}/{id}/reconnect`,
  operationId: 'reconnectConnection',
  tag: connections.tag,
  summary: 'Connect a connection anew, with another token; its mappings stay',
  description:
    'Needs the permission integration.manage; whoever does it is the owner from then on. Settings that are not given stay. Of another account they are refused (`invalid_state`, with `other_account` at the field) unless it is allowed. Over OAuth: `POST /v1/connections/oauth` with `connectionId`.',
  access: 'write',
  params: idParams,
  body: z.strictObject({
    method: Method,
    credentials: Credentials,
    settings: Settings.optional(),
    allowOtherAccount: AllowOtherAccount,
  }),
  bodyExample: { credentials: { token: '…' } },
  answer: { status: 200, description: 'The connection after the change', schema: Connection },
  problems: [404, 409, 502],
  async handle(call) {
    requirePermission(call.identity, 'integration.manage')
    const { api, c, identity, workspaceId, params, body } = call
    const connection = await requireConnection(api, workspaceId, params.id)
    const connector = connectorOf(api, connection.provider)
    const settings = settingsOf(connector, body.settings ?? connection.settings)
    const credentials = credentialsOf(connector, body.method, body.credentials)
    const given = await connected(api, connector, { credentials, settings, auth: 'token' })
    const { commandId, idempotency } = identify(call)
    const as = { commandId: commandId(0), idempotency }
    const applied = await replaceCredentials(
      api.store,
      api.config.masterKey,
      identity.principal,
      { id: params.id, allowOtherAccount: body.allowOtherAccount, ...given },
      as,
    )
    c.header('Command-Id', as.commandId)
    if (!applied.applied) c.header('Idempotency-Replayed', 'true')
    return entityResponse(c, await entityAfter(call, applied))
  },
})
