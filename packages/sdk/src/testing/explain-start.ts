import {
  type Condition,
  compileCondition,
  eventSchemaFor,
  explainCondition,
  unmetInWords,
} from '@orchestrator/domain/conditions'
import { PlaybookDefinitionError } from '../errors.ts'
import type { ManifestTrigger, PlaybookManifest } from '../runtime/manifest.ts'
import { isRunOf } from '../runtime/parse-event.ts'
import type { RunEvent } from '../runtime/port.ts'

/** Why the event does not start the playbook; null: it does. @throws PlaybookDefinitionError for a condition that does not compile */
export function whyNotStarted(manifest: PlaybookManifest, event: RunEvent): string | null {
  for (const trigger of manifest.triggers) checkTrigger(manifest.id, trigger)
  const reasons = manifest.triggers.map((trigger) => reasonAgainst(manifest.id, trigger, event))
  return reasons.includes(null) ? null : reasons.join('\n')
}

function reasonAgainst(id: string, trigger: ManifestTrigger, event: RunEvent): string | null {
  switch (trigger.kind) {
    case 'manual':
      if (event.type !== 'playbook.run_requested') return `on.manual: the event is ${event.type}`
      if (event['playbook'] !== id) return `on.manual: the event asks for the playbook ${String(event['playbook'])}`
      return reasonOf(trigger.if ?? null, event)
    case 'webhook':
      if (event.type !== 'webhook.received') return `on.webhook('${trigger.path}'): the event is ${event.type}`
      if (event['webhook'] !== trigger.path)
        return `on.webhook('${trigger.path}'): the webhook came in at '${String(event['webhook'])}'`
      return reasonOf(trigger.if, event)
    case 'schedule':
      if (event.type !== 'schedule.fired') return `on.schedule: the event is ${event.type}`
      return reasonOf(trigger.if ?? null, event)
    case 'run':
      if (event.type !== `run.${trigger.on}`)
        return `on.run('${trigger.run}', '${trigger.on}'): the event is ${event.type}`
      if (!isRunOf(trigger.run, event)) return `on.run('${trigger.run}'): it was a run of something else`
      return reasonOf(trigger.if, event)
    case 'event':
      if (!trigger.eventTypes.includes(event.type))
        return `on('${trigger.eventTypes.join("', '")}'): the event is ${event.type}`
      return reasonOf(trigger.if, event)
  }
}

function reasonOf(cel: string | null, event: RunEvent): string | null {
  if (cel === null) return null
  const parts = explainCondition({ cel }, eventSchemaFor(event.type), event)
  const unmet = unmetInWords(parts)
  return unmet.length === 0 ? null : unmet.join('\n')
}

function checkTrigger(id: string, trigger: ManifestTrigger): void {
  if (trigger.if === null || trigger.if === undefined) return
  const condition: Condition = { cel: trigger.if }
  const types = trigger.kind === 'event' ? trigger.eventTypes : [typeOf(trigger)]
  const compiled = compileCondition(condition, ...types.map(eventSchemaFor))
  if (!compiled.ok)
    throw new PlaybookDefinitionError(
      `playbook '${id}': the condition ${trigger.if} is not valid: ${compiled.problems.map(({ message }) => message).join('; ')}`,
    )
}

function typeOf(trigger: Exclude<ManifestTrigger, { kind: 'event' }>): string {
  switch (trigger.kind) {
    case 'webhook':
      return 'webhook.received'
    case 'manual':
      return 'playbook.run_requested'
    case 'schedule':
      return 'schedule.fired'
    case 'run':
      return `run.${trigger.on}`
  }
}
