import { type Command, Timestamp } from '@orchestrator/domain'
import { requestedAt, unreadIds } from '@orchestrator/store'
import * as z from 'zod'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { execute } from '../../writes/execute.ts'
import { identify } from '../../writes/identify.ts'
import { notifications } from './resource.ts'

const together = 200

export const markAllRead = defineRoute({
  method: 'post',
  path: `${notifications.path}/read-all`,
  operationId: 'markAllNotificationsRead',
  tag: notifications.tag,
  summary: 'Mark all your notifications as read',
  access: 'write',
  body: z.strictObject({
    until: Timestamp.optional().meta({ description: 'only those up to this instant, e.g. of the newest that you saw' }),
  }),
  bodyExample: {},
  answer: { status: 200, description: 'How many', schema: z.object({ count: z.int() }).meta({ id: 'MarkedCount' }) },
  async handle(call) {
    const { api, c, workspaceId, identity, body } = call
    const { commandIdFor, idempotency } = identify(call)
    const { memberId } = identity.principal.actor
    // The key is claimed, or refused, also when there is nothing to mark.
    if (idempotency) await execute(api, identity.principal, [], idempotency)
    const first = idempotency && (await read(api, workspaceId, (tx) => requestedAt(tx, workspaceId, idempotency.id)))
    // What comes meanwhile stays unread, also when the request is repeated.
    const until = body.until ?? first ?? new Date().toISOString()
    let count = 0
    for (;;) {
      const ids = await read(api, workspaceId, (tx) => unreadIds(tx, workspaceId, memberId, { until, limit: together }))
      if (ids.length === 0) return c.json({ count })
      const commands = ids.map(
        (id): Command => ({ id: commandIdFor(id), type: 'notification.mark', data: { id, read: true } }),
      )
      const applied = await execute(api, identity.principal, commands, idempotency)
      const marked = applied.filter((command) => command.applied).length
      // What this very request marked before was marked as unread since, and stays so.
      if (marked === 0) return c.json({ count })
      count += marked
    }
  },
})
