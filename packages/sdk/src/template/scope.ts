import { type EventSchema, eventSchemaFor, type FieldType, type Variables } from '@orchestrator/domain/conditions'
import { describedType } from '../runtime/described.ts'

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

/** Whatever knows what a text means, tried in turn. */
export function compiledIn<C extends { readonly ok: boolean }>(
  values: TemplateValues,
  compile: (schema: EventSchema) => C,
): { readonly compiled: C; readonly event: object; readonly variables: Variables } {
  const { schemas, event, variables } = scopeOf(values)
  const all = schemas.map(compile)
  return { compiled: (all.find(({ ok }) => ok) ?? all[0]) as C, event, variables }
}

/** Most exact first. */
function scopeOf({ event, steps = {}, ...items }: TemplateValues): {
  readonly schemas: readonly EventSchema[]
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
  const exact = withDescribed(schema, event)
  return { schemas: exact ? [exact, schema] : [schema], event, variables: { ...items, steps } }
}

/** Those of one run describe the same value, so what was compiled for it is found again. */
const described = new WeakMap<FieldType, Map<EventSchema, EventSchema>>()

/** The schema with what the trigger's own says of a webhook's body or a form's input. */
function withDescribed(schema: EventSchema, event: object): EventSchema | undefined {
  const { body, input } = event as { readonly body?: unknown; readonly input?: unknown }
  const [field, type] = describedType(body) ? ['body', describedType(body)] : ['input', describedType(input)]
  if (type === undefined) return undefined
  const known = described.get(type) ?? new Map<EventSchema, EventSchema>()
  described.set(type, known)
  const found = known.get(schema)
  if (found) return found
  const made = { ...schema, event: { ...schema.event, fields: { ...schema.event.fields, [field as string]: type } } }
  known.set(schema, made)
  return made
}

/** By its fields: entities and events are plain JSON. */
function kindOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null
  const has = (...names: string[]) => names.every((name) => name in value)
  if (has('type', 'seq', 'occurredAt')) return `event ${String((value as { type: unknown }).type)}`
  if (has('identifier', 'stateId')) return 'task'
  if (has('key', 'leadId')) return 'project'
  if (has('taskId', 'authorId', 'body')) return 'comment'
  if (has('templateId', 'startDate')) return 'application'
  if (has('status', 'ok', 'headers', 'json')) return 'answer'
  return has('status', 'approved', 'answer', 'memberId') ? 'outcome' : null
}

/** What calls give that is no entity, as rules have it. */
const results: Readonly<Record<string, FieldType>> = {
  answer: {
    t: 'object',
    fields: {
      status: { t: 'int' },
      ok: { t: 'bool' },
      headers: { t: 'map', of: { t: 'string' } },
      text: { t: 'string' },
      json: { t: 'any' },
    },
  },
  outcome: {
    t: 'object',
    fields: {
      id: { t: 'string' },
      status: { t: 'string' },
      approved: { t: 'bool', nullable: true },
      answer: { t: 'any', nullable: true },
      memberId: { t: 'string', nullable: true },
    },
  },
}

function typeOf(kind: string | null): FieldType {
  if (kind === null) return { t: 'any' }
  const result = results[kind]
  if (result) return result
  if (kind === 'application')
    return eventSchemaFor('template.applied').event.fields['templateApplication'] ?? { t: 'any' }
  if (kind.startsWith('event ')) return eventSchemaFor(kind.slice(6)).event
  return eventSchemaFor(`${kind}.created`).event.fields[kind] ?? { t: 'any' }
}
