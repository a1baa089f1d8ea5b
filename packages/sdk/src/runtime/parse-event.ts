import { PlaybookDefinitionError } from '../errors.ts'
import { type AnySchema, validate } from '../schema.ts'
import type { TriggerParts } from '../trigger/trigger.ts'
import { describe } from './described.ts'
import type { RunEvent } from './port.ts'

/** The event with what the trigger's schema makes of its body, input or payload. @throws SchemaError */
export async function parseEvent(trigger: TriggerParts, event: RunEvent): Promise<RunEvent> {
  switch (trigger.kind) {
    case 'webhook':
      return trigger.body ? parsed(event, 'body', trigger.body, `the body of the webhook '${trigger.path}'`) : event
    case 'manual':
      return trigger.input ? parsed(event, 'input', trigger.input, 'the input') : event
    case 'schedule':
    case 'run':
      return event
    case 'event': {
      const definition = trigger.definitions.find((one) => one.type === event.type)
      return definition
        ? { ...event, payload: await validate(definition.schema, event['payload'], `the payload of ${event.type}`) }
        : event
    }
  }
}

async function parsed(event: RunEvent, field: 'body' | 'input', schema: AnySchema, what: string): Promise<RunEvent> {
  const value = await validate(schema, event[field], what)
  return { ...event, [field]: describe(value, event[field], schema) }
}

/** The trigger that an event is for; of those for the same type of event, all have the same schema. */
export function triggerFor(id: string, triggers: readonly TriggerParts[], event: RunEvent): TriggerParts {
  const found = triggers.find(
    (trigger) =>
      trigger.eventTypes.includes(event.type) &&
      (trigger.kind !== 'webhook' || trigger.path === event['webhook']) &&
      (trigger.kind !== 'run' || isRunOf(trigger.run, event)),
  )
  if (!found)
    throw new PlaybookDefinitionError(
      `playbook '${id}' has no trigger for ${event.type}${event.type === 'webhook.received' ? ` at ${String(event['webhook'])}` : ''}`,
    )
  return found
}

/** Rules go by their id, playbooks by their name. */
export function isRunOf(run: string, event: RunEvent): boolean {
  const { automationId, kind, name } = event['run'] as { automationId: string; kind: string; name: string }
  return automationId === run || (kind === 'playbook' && name === run)
}
