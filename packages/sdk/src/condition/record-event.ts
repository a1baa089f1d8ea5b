import { eventSchemaFor, type FieldType } from '@orchestrator/domain/conditions'
import { PlaybookDefinitionError } from '../errors.ts'
import { atom, Condition, record } from './condition.ts'
import type { EventFields, If } from './fields.ts'
import { type Constant, printLiteral } from './literal.ts'

/** Where a field is: its text in CEL, the same with `.?`, and its type where the catalogue knows it. */
interface Place {
  readonly text: string
  readonly optional: string
  readonly type: FieldType
  /** Names from the event on; undefined below the element of a list. */
  readonly path: readonly string[] | undefined
}

const any: FieldType = { t: 'any' }
const comparisons: Readonly<Record<string, string>> = { eq: '==', ne: '!=', gt: '>', gte: '>=', lt: '<', lte: '<=' }
const textMethods = new Set(['startsWith', 'endsWith', 'contains', 'matches'])

/** The condition that `if` stands for, on events of these types. */
export function recordIf<E>(condition: If<E>, eventTypes: readonly string[]): Condition {
  if (condition instanceof Condition) return condition
  if (typeof condition !== 'function') throw new PlaybookDefinitionError('`if` is a function of the event, or cel`…`')
  refuseOr(condition)
  const root = eventRoot(eventTypes)
  return record(() => condition(root as EventFields<E>))
}

/** What stands for an event of any of these types: it has the fields that they all have. */
export function eventRoot(eventTypes: readonly string[]): unknown {
  const [first, ...others] = eventTypes.map((type) => eventSchemaFor(type).event)
  if (!first) throw new PlaybookDefinitionError('a condition needs an event type')
  const fields = Object.fromEntries(
    Object.entries(first.fields).filter(([name]) => others.every((other) => Object.hasOwn(other.fields, name))),
  )
  return field({ text: 'event', optional: 'event', type: { t: 'object', fields }, path: [] })
}

const places = new WeakMap<object, Place>()

/** A field's text in CEL; undefined for what is no field. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null ? places.get(value)?.text : undefined

/** `a || b` gives a and never evaluates b, so nothing is there to be missed: only the source shows it. */
function refuseOr(condition: (...args: never[]) => unknown): void {
  const source = String(condition)
  const [, name] = /^(?:function\b[^(]*)?\(?\s*([A-Za-z_$][\w$]*)/.exec(source) ?? []
  if (name && new RegExp(`(?:\\|\\||\\?\\?)\\s*\\(*\\s*${name.replaceAll('$', '\\$')}\\.`).test(source)) {
    throw new PlaybookDefinitionError(
      `A part of the condition gets lost: || and ?? keep only one of their sides. Write a.or(b) instead of a || b, in: ${source.slice(0, 200)}`,
    )
  }
}

function field(place: Place): unknown {
  const made = new Proxy(Object.freeze({}), {
    get(_, name) {
      if (name === Symbol.toPrimitive || name === 'valueOf' || name === 'toString' || name === 'toJSON') {
        throw new PlaybookDefinitionError(
          `${place.text} has no value while the condition is recorded. Ask something of it, e.g. .eq(…), .gt(…) or .contains(…).`,
        )
      }
      if (typeof name === 'symbol') return undefined
      return operation(place, name) ?? field(child(place, name))
    },
    set(_, name) {
      throw new PlaybookDefinitionError(`a condition cannot set ${place.text}.${String(name)}`)
    },
  })
  places.set(made, place)
  return made
}

function child(place: Place, name: string): Place {
  const known =
    place.type.t === 'object' && Object.hasOwn(place.type.fields, name)
      ? place.type.fields[name]
      : place.type.t === 'map'
        ? place.type.of
        : undefined
  const plain = /^[A-Za-z_]\w*$/.test(name)
  const strict = plain ? `.${name}` : `[${JSON.stringify(name)}]`
  const type = known ?? any
  // What the catalogue knows to be there is read plainly; from the first that may be missing on, everything is optional.
  const sure = place.type.t === 'object' && known !== undefined && !known.optional && place.text === place.optional
  return {
    text: place.text + strict,
    optional: sure ? place.optional + strict : place.optional + (plain ? `.?${name}` : `[?${JSON.stringify(name)}]`),
    type,
    path: place.path && [...place.path, name],
  }
}

function operation(place: Place, name: string): ((...args: never[]) => unknown) | undefined {
  const { text, type } = place
  if (type.t === 'object' && Object.hasOwn(type.fields, name)) return undefined
  const operator = comparisons[name]
  if (operator)
    return (value: Constant) =>
      atom((constants) => `${text} ${operator} ${constants.constant(asConstant(type, value))}`)
  if (textMethods.has(name))
    return (value: string) => atom((constants) => `${text}.${name}(${constants.constant(value)})`)
  switch (name) {
    case 'in':
      return (values: readonly string[]) => atom((constants) => `${text} in ${constants.constant([...values])}`)
    case 'has':
      return (value: Constant) => atom((constants) => `${constants.constant(value)} in ${text}`)
    case 'isEmpty':
      return () => atom(() => `size(${text}) == 0`)
    case 'exists':
      return () => atom(() => (place.optional === text ? `${text} != null` : `${place.optional}.orValue(null) != null`))
    case 'changed':
      return () => changed(place)
    case 'get':
      return (key: string) => field(child(place, key))
    case 'some':
      return (test: (item: unknown) => Condition) => some(place, test)
    default:
      return undefined
  }
}

function some(place: Place, test: (item: unknown) => Condition): Condition {
  const type = place.type.t === 'list' ? place.type.of : any
  const inner = record(() => test(field({ text: 'item', optional: 'item', type, path: undefined })))
  return atom((constants) => `${place.text}.exists(item, ${inner.print(constants)})`, inner)
}

function changed(place: Place): Condition {
  const name = place.path?.[1]
  if (place.path?.length !== 2 || name === undefined)
    throw new PlaybookDefinitionError(
      `${place.text}.changed(): ask it of a field of what changed, e.g. e.task.title.changed()`,
    )
  return atom(() => `${printLiteral(name)} in event.changes`)
}

/** ISO texts compared with an instant become instants. */
function asConstant(type: FieldType, value: Constant): Constant {
  return type.t === 'timestamp' && typeof value === 'string' ? new Date(value) : value
}
