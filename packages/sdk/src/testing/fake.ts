import { eventSchemaFor, type FieldType } from '@orchestrator/domain/conditions'
import type { EventEnvelope, EventMap, EventType } from '../generated/events.ts'
import type { EntityName } from '../runtime/port.ts'
import { type AnyEventDefinition, isEventDefinition } from '../trigger/define-event.ts'
import type { StoredEventOf } from '../trigger/trigger.ts'

/** Some of the fields, at any depth; lists as a whole. */
export type DeepPartial<T> = unknown extends T
  ? T
  : T extends string | number | boolean | null | undefined | readonly unknown[]
    ? T
    : T extends object
      ? { readonly [K in keyof T]?: DeepPartial<T[K]> }
      : T

type FakeArguments<S> = S extends EventType
  ? readonly [fields?: DeepPartial<EventMap[S]>]
  : S extends (payload: infer I) => unknown
    ? readonly [fields: { readonly payload: I } & DeepPartial<EventEnvelope>]
    : never

/** When made-up things happen, unless a test says otherwise. */
export const fakeTime = '2026-01-05T09:00:00.000Z'

let made = 0
const start = '019b0000-0000-7000-8000-'

/** A made-up id; each is another. */
export const fakeId = (): string => start + (++made).toString(16).padStart(12, '0')
/** The id of a made-up state of a category. */
export const fakeStateId = (category: string): string =>
  `019b0000-0000-7000-8000-0000000${[...category]
    .reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 0xfffff, 7)
    .toString(16)
    .padStart(5, '0')}`

/**
 * An event for a test: everything that you do not give is made up and fits together.
 *
 * @param source the name of an event, or what `defineEvent` gave (then with its `payload`)
 *
 * @example
 * ```ts
 * fake('task.status_changed', { to: 'completed', task: { title: 'Login fails', tags: ['review'] } })
 * ```
 */
export function fake<const S extends EventType | AnyEventDefinition>(
  source: S,
  ...[fields]: FakeArguments<S>
): StoredEventOf<S> {
  const type = isEventDefinition(source) ? source.type : (source as string)
  if (isEventDefinition(source)) source((fields as { readonly payload: never } | undefined)?.payload as never)
  const event = fakeObject(eventSchemaFor(type).event, 'event', { type, ...(fields as object) })
  return fitTogether(type, event, (fields ?? {}) as Row) as unknown as StoredEventOf<S>
}

type Row = Record<string, unknown>

/** An entity for a test, as `fake` makes them inside events. */
export function fakeEntity(kind: EntityName, fields: object): Row {
  const entity = eventSchemaFor(`${kind}.created`).event.fields[kind.replace('_e', 'E')]
  if (entity?.t !== 'object') throw new Error(`no entity ${kind}`)
  return fitEntity(kind, fakeObject(entity, kind, fields as Row), fields as Row)
}

function fakeObject(type: FieldType & { t: 'object' }, name: string, given: Row): Row {
  const result: Row = {}
  for (const [key, field] of Object.entries(type.fields)) {
    const value = given[key]
    if (field.t === 'object' && isRow(value)) result[key] = fakeObject(field, key, value)
    else if (Object.hasOwn(given, key) && value !== undefined) result[key] = value
    else if (!field.optional) result[key] = fakeValue(field, key, name)
  }
  for (const key of Object.keys(given)) if (!(key in result) && given[key] !== undefined) result[key] = given[key]
  return result
}

function fakeValue(type: FieldType, key: string, owner: string): unknown {
  if (type.nullable) return null
  switch (type.t) {
    case 'string':
      return type.enum?.[0] ?? (/^id$|Id$/.test(key) ? fakeId() : fakeText(key, owner))
    case 'int':
      return key === 'depth' || key === 'position' ? 0 : 1
    case 'double':
      return 0
    case 'bool':
      return true
    case 'timestamp':
      return fakeTime
    case 'date':
      return fakeTime.slice(0, 10)
    case 'list':
      return []
    case 'map':
      return {}
    case 'object':
      return fakeObject(type, key, {})
    case 'any':
      return null
  }
}

function fakeText(key: string, owner: string): string {
  const texts: Record<string, string> = {
    key: 'DEMO',
    identifier: 'DEMO-1',
    email: 'ada@example.com',
    description: '',
    rank: 'a0',
    timeZone: 'UTC',
    color: '#868e96',
  }
  return texts[key] ?? (key === 'name' || key === 'title' ? `A ${owner}` : key)
}

/** Makes the parts agree that a test did not give: the task has the status that it changed to, the subject is the task, … */
function fitTogether(type: string, event: Row, given: Row): Row {
  const kind = type.slice(0, type.indexOf('.'))
  const entity = event[kind.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())]
  if (type === 'task.status_changed') {
    const task = isRow(given['task']) ? given['task'] : {}
    if (given['to'] === undefined) event['to'] = task['status'] ?? 'started'
    if (given['from'] === undefined) event['from'] = event['to'] === 'unstarted' ? 'started' : 'unstarted'
    event['fromStateId'] = given['fromStateId'] ?? fakeStateId(String(event['from']))
    event['toStateId'] = given['toStateId'] ?? fakeStateId(String(event['to']))
    if (isRow(entity) && task['status'] === undefined) entity['status'] = event['to']
    event['changes'] = given['changes'] ?? {
      status: { before: event['from'], after: event['to'] },
      stateId: { before: event['fromStateId'], after: event['toStateId'] },
    }
  }
  if (type === 'task.assigned' && isRow(entity)) {
    if (given['to'] !== undefined) entity['assigneeId'] = event['to']
    event['changes'] = given['changes'] ?? { assigneeId: { before: event['from'], after: event['to'] } }
  }
  if (!isRow(entity)) return event
  fitEntity(kind, entity, isRow(given[kind]) ? given[kind] : {}, type)
  if (given['subject'] === undefined && entity['id'] !== undefined) event['subject'] = { type: kind, id: entity['id'] }
  if (given['projectId'] === undefined)
    event['projectId'] = entity['projectId'] ?? (kind === 'project' ? entity['id'] : null)
  return event
}

function fitEntity(kind: string, entity: Row, given: Row, type = ''): Row {
  if (kind === 'cycle') return fitCycle(entity, given, type)
  if (kind !== 'task') return entity
  if (given['status'] === undefined && entity['status'] === 'triage') entity['status'] = 'unstarted'
  const status = entity['status']
  if (given['stateId'] === undefined) entity['stateId'] = fakeStateId(String(status))
  if (given['startedAt'] === undefined && (status === 'started' || status === 'completed'))
    entity['startedAt'] = fakeTime
  if (given['completedAt'] === undefined && status === 'completed') entity['completedAt'] = fakeTime
  if (given['canceledAt'] === undefined && status === 'canceled') entity['canceledAt'] = fakeTime
  return entity
}

/** Its state follows from its stamps, and those from what happened to it. */
function fitCycle(entity: Row, given: Row, type: string): Row {
  if (given['state'] === undefined && given['startedAt'] === undefined && given['completedAt'] === undefined) {
    if (type === 'cycle.started') entity['state'] = 'active'
    if (type === 'cycle.completed') entity['state'] = 'completed'
  } else if (given['state'] === undefined) {
    entity['state'] = entity['completedAt'] ? 'completed' : entity['startedAt'] ? 'active' : 'upcoming'
  }
  if (entity['state'] !== 'upcoming') entity['startedAt'] ??= entity['startsAt']
  if (entity['state'] === 'completed') entity['completedAt'] ??= fakeTime
  if (given['endsAt'] === undefined)
    entity['endsAt'] = new Date(Date.parse(String(entity['startsAt'])) + 14 * 86_400_000).toISOString()
  return entity
}

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value)
