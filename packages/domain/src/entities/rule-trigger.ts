import * as z from 'zod'
import { ScheduleSpec } from '../schedule/spec.ts'
import { AutomationRef, RunEnding } from './playbook.ts'
import { WebhookHmac, WebhookPath, WebhookVerification } from './webhook.ts'

/** JSON Schema (draft 2020-12) of what people or other services send. */
export const JsonSchema = z.record(z.string(), z.unknown())

export const ScheduleTrigger = z.strictObject({ schedule: ScheduleSpec })
export const WebhookTrigger = z.strictObject({
  webhook: WebhookPath,
  verify: WebhookVerification.default('standard'),
  hmac: WebhookHmac.optional(),
  body: JsonSchema.optional().meta({ description: 'JSON Schema; a body that does not meet it fails the run' }),
})
export const ManualTrigger = z.strictObject({
  manual: z.strictObject({
    input: JsonSchema.optional().meta({ description: 'JSON Schema of what is asked of whoever starts it' }),
  }),
})
export const RunTrigger = z.strictObject({
  run: AutomationRef.meta({ description: 'the name of a playbook, or the id of a rule' }),
  on: RunEnding,
})

/** What starts a rule: the name of an event, or one of the others. */
export const RuleTrigger = z.union([
  z.string().meta({ description: 'an event type, e.g. `task.status_changed`' }),
  ScheduleTrigger,
  WebhookTrigger,
  ManualTrigger,
  RunTrigger,
])
export type RuleTrigger = z.infer<typeof RuleTrigger>

/** The type of the events that start a rule. */
export function eventTypeOf(when: RuleTrigger): string {
  if (typeof when === 'string') return when
  if ('schedule' in when) return 'schedule.fired'
  if ('webhook' in when) return 'webhook.received'
  if ('manual' in when) return 'rule.run_requested'
  return `run.${when.on}`
}
