import { defineAction } from './definition.ts'
import { JsonTemplate, Template } from './fields.ts'
import { nothing } from './results.ts'

export const sendEventAction = defineAction({
  action: 'event.send',
  kind: 'immediate',
  summary: 'Send an event of your own: other rules and playbooks can start on it or wait for it',
  fields: { type: Template.meta({ description: 'e.g. `invoice.paid`' }), payload: JsonTemplate.optional() },
  json: ['payload'],
  permissions: ['automation.run'],
  result: nothing,
  commands: ({ type, payload = null }) => [{ type: 'event.send', data: { type, payload } }],
  code: ({ fields: { type = '', payload = 'null' }, use, object }) =>
    `${use('events')}.send(${object({ type, payload })})`,
})
