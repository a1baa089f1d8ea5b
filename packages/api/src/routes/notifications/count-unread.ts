import { countUnread as queryUnread } from '@orchestrator/store'
import * as z from 'zod'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { notifications } from './resource.ts'

export const countUnread = defineRoute({
  method: 'get',
  path: `${notifications.path}/unread-count`,
  operationId: 'countUnreadNotifications',
  tag: notifications.tag,
  summary: 'How many notifications you have not read',
  access: 'read',
  answer: { status: 200, description: 'The count', schema: z.object({ count: z.int() }).meta({ id: 'UnreadCount' }) },
  async handle({ api, c, workspaceId, identity }) {
    const { memberId } = identity.principal.actor
    return c.json({ count: await read(api, workspaceId, (tx) => queryUnread(tx, workspaceId, memberId)) })
  },
})
