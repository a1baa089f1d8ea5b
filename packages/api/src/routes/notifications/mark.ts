import { idParams } from '../../http/entity/index.ts'
import { entityResponse } from '../../http/entity-response.ts'
import { defineRoute, type Route } from '../../http/route.ts'
import { entityAfter, runCommand } from '../../writes/run-command.ts'
import { notifications } from './resource.ts'

const mark = (verb: 'read' | 'unread', operationId: string): Route =>
  defineRoute({
    method: 'post',
    path: `${notifications.path}/{id}/${verb}`,
    operationId,
    tag: notifications.tag,
    summary: `Mark a notification of yours as ${verb}`,
    access: 'write',
    params: idParams,
    answer: { status: 200, description: 'The notification', schema: notifications.schema },
    problems: [404, 409],
    async handle(call) {
      const applied = await runCommand(call, 'notification.mark', { id: call.params.id, read: verb === 'read' })
      return entityResponse(call.c, await entityAfter(call, applied))
    },
  })

export const markRead = mark('read', 'markNotificationRead')
export const markUnread = mark('unread', 'markNotificationUnread')
