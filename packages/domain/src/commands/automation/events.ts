import * as z from 'zod'
import { CustomEventType } from '../../events/catalogue.ts'
import { defineCommand } from '../definition.ts'

export const sendEvent = defineCommand({
  type: 'event.send',
  summary: 'Send an event of your own; playbooks and rules can start on it or wait for it',
  data: z.strictObject({ type: CustomEventType, payload: z.json().default(null) }),
  needs: () => [],
  decide({ type, payload }, context) {
    context.allow('automation.run')
    context.emit({ type, subject: { type: 'custom', id: context.commandId }, data: { payload } })
    return { kind: 'event', id: context.commandId, version: 1 }
  },
})
