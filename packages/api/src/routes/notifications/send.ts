import { commandCatalogue } from '@orchestrator/domain'
import { defineRoute } from '../../http/route.ts'
import { Event } from '../../schemas/event.ts'
import { eventOf, runCommand } from '../../writes/run-command.ts'
import { notifications } from './resource.ts'

const { data, summary } = commandCatalogue['notification.send']

export const sendNotification = defineRoute({
  method: 'post',
  path: notifications.path,
  operationId: 'sendNotification',
  tag: notifications.tag,
  summary,
  access: 'write',
  body: data,
  bodyExample: { to: { role: 'MANAGER' }, title: 'The report is ready' },
  answer: { status: 201, description: 'The event, which names those who were told', schema: Event },
  problems: [404, 409],
  async handle(call) {
    const applied = await runCommand(call, 'notification.send', call.body)
    return call.c.json(await eventOf(call, applied), 201)
  },
})
