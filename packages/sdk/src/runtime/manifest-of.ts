import { conditionData } from '../condition/condition.ts'
import { playbookParts } from '../playbook.ts'
import { jsonSchemaOf } from '../schema.ts'
import type { TriggerParts } from '../trigger/trigger.ts'
import type { ManifestTrigger, PlaybookManifest } from './manifest.ts'

/**
 * What is known of a playbook without running it. Conditions are printed, not checked against the events' schemas: whoever stores the
 * manifest does that (`compileCondition` of `@orchestrator/domain/conditions`).
 * @throws PlaybookDefinitionError for what `playbook` did not make
 */
export function manifestOf(definition: unknown): PlaybookManifest {
  const { id, title, triggers, scopes, steps, flow } = playbookParts(definition)
  return { id, title, triggers: triggers.map(manifestTrigger), scopes, steps, flow }
}

function manifestTrigger(trigger: TriggerParts): ManifestTrigger {
  const condition = trigger.condition ? conditionData(trigger.condition, 'inline').cel : null
  // Left out where there is none: manifests from before these triggers had conditions stay equal.
  const narrowed = condition !== null && { if: condition }
  switch (trigger.kind) {
    case 'event':
      return { kind: 'event', eventTypes: trigger.eventTypes, if: condition }
    case 'webhook':
      return {
        kind: 'webhook',
        path: trigger.path,
        verify: trigger.verify,
        ...(trigger.hmac && { hmac: trigger.hmac }),
        body: trigger.body ? jsonSchemaOf(trigger.body) : null,
        if: condition,
      }
    case 'manual':
      return { kind: 'manual', input: trigger.input ? jsonSchemaOf(trigger.input) : null, ...narrowed }
    case 'schedule':
      return { kind: 'schedule', schedule: trigger.schedule, ...narrowed }
    case 'run':
      return { kind: 'run', run: trigger.run, on: trigger.on, if: condition }
  }
}
