import type { EventSchema } from './event-schema.ts'
import { eventSchemas } from './generated/event-schemas.ts'

const custom = new Map<string, EventSchema>()

/** The schema of a catalogue type; for every other name that of a workspace's own event, whose `payload` may be anything. */
export function eventSchemaFor(type: string): EventSchema {
  const own = eventSchemas[type] ?? custom.get(type)
  if (own) return own
  const envelope = eventSchemas['task.created']?.event.fields ?? {}
  const { task: _, ...fields } = envelope
  const made: EventSchema = {
    type,
    event: { t: 'object', fields: { ...fields, type: { t: 'string', enum: [type] }, payload: { t: 'any' } } },
  }
  if (custom.size >= 10_000) custom.clear()
  custom.set(type, made)
  return made
}

/** The names of all events of the catalogue. */
export const eventTypes: readonly string[] = Object.keys(eventSchemas)
