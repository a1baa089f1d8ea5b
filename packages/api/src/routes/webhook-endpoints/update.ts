import { commandCatalogue, WebhookEndpoint } from '@orchestrator/domain'
import { updateEndpoint } from '@orchestrator/store'
import { idParams } from '../../http/entity/index.ts'
import { entityResponse } from '../../http/entity-response.ts'
import { baseVersionOf } from '../../http/if-match.ts'
import { defineRoute } from '../../http/route.ts'
import { withDeadline } from '../../middleware/deadline.ts'
import { identify } from '../../writes/identify.ts'
import { entityAfter } from '../../writes/run-command.ts'
import { parseHeaders } from './parse-headers.ts'
import { Headers, webhookEndpoints } from './resource.ts'

const { data, summary } = commandCatalogue['webhook_endpoint.update']

export const updateWebhookEndpoint = defineRoute({
  method: 'patch',
  path: `${webhookEndpoints.path}/{id}`,
  operationId: 'updateWebhookEndpoint',
  tag: webhookEndpoints.tag,
  summary,
  description: 'Needs the permission integration.manage. Headers that are given replace all that were there.',
  access: 'write',
  params: idParams,
  body: data.omit({ id: true, headerNames: true, sealedHeaders: true }).extend({ headers: Headers.optional() }),
  bodyExample: { enabled: false },
  conditional: true,
  answer: { status: 200, description: 'The endpoint after the change', schema: WebhookEndpoint },
  problems: [404, 409],
  async handle(call) {
    const { api, c, identity, params } = call
    const { headers, ...input } = call.body
    const { commandId, idempotency } = identify(call)
    const as = { commandId: commandId(0), idempotency }
    const baseVersion = baseVersionOf(c, input.baseVersion)
    const given = {
      ...input,
      ...(baseVersion !== undefined && { baseVersion }),
      id: params.id,
      headers: headers && parseHeaders(headers),
    }
    const updating = updateEndpoint(api.store, api.config.masterKey, identity.principal, given, as)
    const applied = await withDeadline(api.config.requestTimeoutMs, updating)
    c.header('Command-Id', as.commandId)
    if (!applied.applied) c.header('Idempotency-Replayed', 'true')
    return entityResponse(c, await entityAfter(call, applied))
  },
})
