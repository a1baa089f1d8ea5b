import type { PlaybookTrigger } from '../../entities/playbook.ts'
import { checkCondition } from './check-condition.ts'

/** @throws AppError `invalid_condition` naming the trigger whose condition is wrong */
export function checkTriggers(triggers: readonly PlaybookTrigger[], path: string): void {
  for (const [index, trigger] of triggers.entries()) {
    if (trigger.kind === 'manual' || trigger.if === null) continue
    checkCondition(
      trigger.if,
      trigger.kind === 'event' ? trigger.eventTypes : ['webhook.received'],
      `${path}.${index}.if`,
    )
  }
}
