import { type EventSchema, eventSchemaFor, type FieldType, type Variables } from '@orchestrator/domain/conditions'

/** What a template or condition reads: the event, and under their names what else stands beside it. */
export interface TemplateValues {
  readonly event: object
  /** What earlier calls gave: read as `steps.<name>`. */
  readonly steps?: Readonly<Record<string, unknown>>
  /** Items of loops, by their names. */
  readonly [name: string]: unknown
}

/** Texts of one playbook see the same few shapes again and again. */
const schemas = new Map<string, EventSchema>()

export function scopeOf({ event, steps = {}, ...items }: TemplateValues): {
  readonly schema: EventSchema
  readonly event: object
  readonly variables: Variables
} {
  const { type } = event as { readonly type: string }
  const kinds = Object.entries({ ...items }).map(([name, value]) => [name, kindOf(value)] as const)
  const stepKinds = Object.entries(steps).map(([name, value]) => [name, kindOf(value)] as const)
  const key = JSON.stringify([type, kinds, stepKinds])
  let schema = schemas.get(key)
  if (!schema) {
    const fields = Object.fromEntries(stepKinds.map(([name, kind]) => [name, typeOf(kind)]))
    const variables = Object.fromEntries(kinds.map(([name, kind]) => [name, typeOf(kind)]))
    schema = { ...eventSchemaFor(type), variables: { ...variables, steps: { t: 'object', fields } } }
    schemas.set(key, schema)
  }
  return { schema, event, variables: { ...items, steps } }
}

/** By its fields: entities and events are plain JSON. */
function kindOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null
  const has = (...names: string[]) => names.every((name) => name in value)
  if (has('type', 'seq', 'occurredAt')) return `event ${String((value as { type: unknown }).type)}`
  if (has('identifier', 'stateId')) return 'task'
  if (has('key', 'leadId')) return 'project'
  return has('taskId', 'authorId', 'body') ? 'comment' : null
}

function typeOf(kind: string | null): FieldType {
  if (kind === null) return { t: 'any' }
  if (kind.startsWith('event ')) return eventSchemaFor(kind.slice(6)).event
  return eventSchemaFor(`${kind}.created`).event.fields[kind] ?? { t: 'any' }
}
