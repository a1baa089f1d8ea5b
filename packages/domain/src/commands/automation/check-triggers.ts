import { webhookConflicts } from '../../automation/webhook-conflicts.ts'
import type { PlaybookManifest, PlaybookTrigger } from '../../entities/playbook.ts'
import { AppError } from '../../errors.ts'
import { checkCondition } from './check-condition.ts'

/** @throws AppError `invalid_condition` naming the trigger whose condition is wrong */
export function checkTriggers(triggers: readonly PlaybookTrigger[], path: string): void {
  for (const [index, trigger] of triggers.entries()) {
    if (trigger.if !== null && trigger.if !== undefined)
      checkCondition(trigger.if, typesOf(trigger), `${path}.${index}.if`)
  }
}

function typesOf(trigger: PlaybookTrigger): readonly string[] {
  switch (trigger.kind) {
    case 'event':
      return trigger.eventTypes
    case 'webhook':
      return ['webhook.received']
    case 'manual':
      return ['playbook.run_requested']
    case 'schedule':
      return ['schedule.fired']
    case 'run':
      return [`run.${trigger.on}`]
  }
}

/** @throws AppError `invalid_input` naming the triggers that want a webhook verified in another way than one before them */
export function checkWebhooks(playbooks: readonly PlaybookManifest[]): void {
  const conflicts = webhookConflicts(playbooks)
  const [first] = conflicts
  if (!first) return
  const fields = conflicts.map(({ playbook, trigger, before }) => ({
    path: `playbooks.${playbook}.triggers.${trigger}.verify`,
    expected: `${before.verify}, as in ${before.id}`,
    code: 'webhook_conflict',
  }))
  const { path, verify, before } = first
  const own = playbooks[first.playbook]?.id
  throw new AppError(
    'invalid_input',
    `the webhook ${path} is verified as ${before.verify} in ${before.id} and as ${verify} in ${own}; a webhook has one verification`,
    { fields },
  )
}
