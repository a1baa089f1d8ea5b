import { commandCatalogue } from '@orchestrator/domain'
import { defineRoute } from '../../http/route.ts'
import { Event } from '../../schemas/event.ts'
import { eventOf, runCommand } from '../../writes/run-command.ts'

const { data, summary } = commandCatalogue['event.send']

export const sendEvent = defineRoute({
  method: 'post',
  path: '/v1/events',
  operationId: 'sendEvent',
  tag: 'Events',
  summary,
  access: 'write',
  body: data,
  bodyExample: { type: 'invoice.paid', payload: { number: 'A-17', amount: '120.00' } },
  answer: { status: 201, description: 'The event', schema: Event },
  async handle(call) {
    const applied = await runCommand(call, 'event.send', call.body)
    return call.c.json(await eventOf(call, applied), 201)
  },
})
