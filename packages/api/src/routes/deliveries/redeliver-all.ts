import { type Command, DeliveryStatus, Id, Timestamp } from '@orchestrator/domain'
import { deliveryIds } from '@orchestrator/store'
import * as z from 'zod'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { requirePermission } from '../../middleware/authenticate.ts'
import { execute } from '../../writes/execute.ts'
import { identify } from '../../writes/identify.ts'
import { deliveries, whereDeliveries } from './resource.ts'

const together = 200
const mostInAll = 10_000

export const redeliverAll = defineRoute({
  method: 'post',
  path: `${deliveries.path}/redeliver`,
  operationId: 'redeliverAll',
  tag: deliveries.tag,
  summary: 'Send all deliveries again that failed since a time',
  description: `Needs the permission integration.manage. At most ${mostInAll} at once: ask again while \`more\` is true, under another Idempotency-Key if you use one. Under one key a delivery is sent again once: a repeated request goes on where the first one ended.`,
  access: 'write',
  body: z.strictObject({
    since: Timestamp.meta({ description: 'made at or after this instant' }),
    endpointId: Id.optional(),
    status: z
      .array(DeliveryStatus.exclude(['delivering']))
      .min(1)
      .default(['dead', 'failed']),
  }),
  bodyExample: { since: '2026-11-27T08:00:00Z' },
  answer: {
    status: 202,
    description: 'How many',
    schema: z.object({ count: z.int(), more: z.boolean() }).meta({ id: 'Redelivered' }),
  },
  async handle(call) {
    // Each command asks for it too; without any, the answer would be that nothing was found.
    requirePermission(call.identity, 'integration.manage')
    const { api, c, workspaceId, identity } = call
    const { since, ...filter } = call.body
    const { commandIdFor, idempotency } = identify(call)
    const where = [...whereDeliveries(filter), { sql: 't.created_at >= ?::timestamptz', values: [since] }]
    let count = 0
    let after: string | null = null
    let more = true
    while (more && count < mostInAll) {
      const page = { after, limit: together }
      const ids: string[] = await read(api, workspaceId, (tx) => deliveryIds(tx, workspaceId, where, page))
      more = ids.length === together
      after = ids.at(-1) ?? null
      const commands = ids.map((id): Command => ({ id: commandIdFor(id), type: 'delivery.redeliver', data: { id } }))
      // Also without commands: the key is claimed, or refused.
      const applied = await execute(api, identity.principal, commands, idempotency)
      count += applied.filter((command) => command.applied).length
      api.store.announce('orchestrator_deliveries')
    }
    return c.json({ count, more }, 202)
  },
})
