import { Connection } from '@orchestrator/domain'
import { createConnection as connect } from '@orchestrator/store'
import * as z from 'zod'
import { entityResponse } from '../../http/entity-response.ts'
import { defineRoute } from '../../http/route.ts'
import { connected, nameOf } from '../../integrations/connected.ts'
import { connectorOf, credentialsOf, settingsOf } from '../../integrations/connector-of.ts'
import { requirePermission } from '../../middleware/authenticate.ts'
import { identify } from '../../writes/identify.ts'
import { entityAfter } from '../../writes/run-command.ts'
import { Credentials, connections, Method, Settings } from './resource.ts'

export const createConnection = defineRoute({
  method: 'post',
  path: connections.path,
  operationId: 'createConnection',
  tag: connections.tag,
  summary: 'Connect a service with a token',
  description:
    'Needs the permission integration.manage. The service is asked once, as whom the credentials are known there; what it does not take is refused. With `POST /v1/connections/oauth` a person connects it in the browser.',
  access: 'write',
  body: z.strictObject({
    provider: z.string().max(60).meta({ description: 'the id of a connector' }),
    name: z.string().trim().min(1).max(200).optional().meta({
      description: 'no other connection has it; by default the service and the account, with a number if taken',
    }),
    method: Method,
    credentials: Credentials,
    settings: Settings.optional(),
  }),
  bodyExample: { provider: 'github', credentials: { token: '…' } },
  answer: { status: 201, description: 'The connection', schema: Connection },
  problems: [404, 409, 502],
  async handle(call) {
    requirePermission(call.identity, 'integration.manage')
    const { api, c, identity } = call
    const { provider, name, method } = call.body
    const connector = connectorOf(api, provider)
    const settings = settingsOf(connector, call.body.settings)
    const credentials = credentialsOf(connector, method, call.body.credentials)
    const given = await connected(api, connector, { credentials, settings, auth: 'token' })
    const { commandId, idempotency } = identify(call)
    const as = { commandId: commandId(0), idempotency }
    const called = nameOf(connector, given.account, name ?? null)
    const input = { provider, ...called, ...given }
    const applied = await connect(api.store, api.config.masterKey, identity.principal, input, as)
    c.header('Command-Id', as.commandId)
    if (!applied.applied) c.header('Idempotency-Replayed', 'true')
    c.header('Location', `${connections.path}/${applied.result.id}`)
    return entityResponse(c, await entityAfter(call, applied), 201)
  },
})
