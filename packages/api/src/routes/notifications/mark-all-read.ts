import { type Command, newId, Timestamp } from '@orchestrator/domain'
import { unreadIds } from '@orchestrator/store'
import * as z from 'zod'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { execute } from '../../writes/execute.ts'
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
  async handle({ api, c, workspaceId, identity, body }) {
    const { memberId } = identity.principal.actor
    // What comes meanwhile stays unread.
    const until = body.until ?? new Date().toISOString()
    let count = 0
    for (;;) {
      const ids = await read(api, workspaceId, (tx) => unreadIds(tx, workspaceId, memberId, { until, limit: together }))
      if (ids.length === 0) return c.json({ count })
      const commands = ids.map((id): Command => ({ id: newId(), type: 'notification.mark', data: { id, read: true } }))
      await execute(api, identity.principal, commands)
      count += ids.length
    }
  },
})
