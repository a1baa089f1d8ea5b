import { newId } from '@orchestrator/domain'
import { checkAction, runAction } from '@orchestrator/worker/connected'
import * as z from 'zod'
import { defineRoute } from '../../http/route.ts'
import { callOnce } from '../../integrations/call-once.ts'
import { connectorOf } from '../../integrations/connector-of.ts'
import { toldCall } from '../../integrations/told-call.ts'
import { openingOf, requireConnection } from '../../integrations/with-session.ts'
import { requirePermission } from '../../middleware/authenticate.ts'
import { claimKey } from '../../writes/claim-key.ts'
import { identify } from '../../writes/identify.ts'
import { connections } from './resource.ts'

/** Somebody waits for the answer. */
const longestMs = 60_000
/** So long for a turn where the service's limits are used up. */
const patienceMs = 5_000
/** Files go along. */
const bodyLimit = 8 * 1024 * 1024

export const callAction = defineRoute({
  method: 'post',
  path: `${connections.path}/{id}/actions/{action}`,
  operationId: 'callAction',
  tag: connections.tag,
  summary: 'Do an action of a connected service, with the connection’s account',
  description:
    'Needs the permission integration.use. `GET /v1/connectors` has the actions of each service and what they take. With an Idempotency-Key it is done once: a repetition is answered with what the first one gave, and after an answer that was lost it finds what it made. An action that changes something is told in the log as `connection.called`.',
  access: 'write',
  params: z.object({ id: z.uuid(), action: z.string().min(1).max(100) }),
  body: z.strictObject({ input: z.record(z.string(), z.unknown()) }),
  bodyLimit,
  bodyExample: {
    input: { repository: 'acme/shop', title: 'Say hello', files: [{ path: 'hello.txt', content: 'hi' }] },
  },
  answer: {
    status: 200,
    description: 'What the service answered, as the action says',
    schema: z.object({ output: z.unknown() }).meta({ id: 'ActionResult' }),
  },
  problems: [404, 409, 502],
  async handle(call) {
    requirePermission(call.identity, 'integration.use')
    const { api, c, workspaceId, params, body } = call
    const { idempotency } = identify(call)
    const { provider } = await requireConnection(api, workspaceId, params.id)
    // Before the key is claimed: it may be used for what is right.
    const { action } = checkAction(connectorOf(api, provider), params.action, body.input)
    await claimKey(call)
    const place = { workspaceId, connectionId: params.id, action: params.action }
    const key = idempotency?.id ?? newId()
    const done = (retry: boolean, signal: AbortSignal) =>
      runAction(
        { ...openingOf(api), connectors: api.connectors, budgets: api.budgets },
        { ...place, input: body.input, key, retry, signal, longestMs, patienceMs },
      )
    const as = { ...place, id: key, repeatable: idempotency !== undefined }
    const run = (retry: boolean, signal: AbortSignal) =>
      action.writes ? toldCall(api, call.identity.principal, as, () => done(retry, signal)) : done(retry, signal)
    if (!idempotency) return c.json({ output: (await run(false, new AbortController().signal)) ?? null })
    const { output, repeated } = await callOnce(api, { ...place, id: key }, run)
    if (repeated) c.header('Idempotency-Replayed', 'true')
    return c.json({ output })
  },
})
