import type { Playbook, PlaybookTrigger } from '../entities/playbook.ts'
import type { Rule } from '../entities/rule.ts'

/** One way in which an automation starts: an event of these types that meets the condition (null: each of them). */
export interface ListensTo {
  readonly types: readonly string[]
  readonly cel: string | null
}

/** What starts a rule: the relay looks for it, and whoever asks why it did not start is told by it. */
export const ruleListensTo = (rule: Rule): readonly ListensTo[] => [{ types: [rule.when], cel: rule.if }]

export const playbookListensTo = ({ name, manifest }: Pick<Playbook, 'name' | 'manifest'>): readonly ListensTo[] =>
  manifest.triggers.map((trigger) => triggerListensTo(trigger, name))

function triggerListensTo(trigger: PlaybookTrigger, name: string): ListensTo {
  switch (trigger.kind) {
    case 'event':
      return { types: trigger.eventTypes, cel: trigger.if }
    case 'webhook': {
      const path = `event.webhook == ${JSON.stringify(trigger.path)}`
      return { types: ['webhook.received'], cel: trigger.if === null ? path : `${path} && (${trigger.if})` }
    }
    case 'manual':
      return { types: ['playbook.run_requested'], cel: `event.playbook == ${JSON.stringify(name)}` }
  }
}
