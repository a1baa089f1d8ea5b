import { PlaybookDefinitionError } from '../errors.ts'
import { Condition, conditionData } from './condition.ts'
import type { EventFields } from './fields.ts'
import { eventRoot, textOf } from './record-event.ts'

/** A field of an event that tells events apart. */
export interface KeyField {
  eq(value: never): Condition
}

/**
 * What tells events apart: a field, a list of several, or `cel`. Like a condition it is data: the function is called once, when the file
 * is loaded.
 */
export type Key<E> = Condition | ((event: EventFields<E>) => KeyField | Condition | readonly (KeyField | Condition)[])

/** The key as CEL. @throws PlaybookDefinitionError */
export function recordKey<E>(key: Key<E>, eventTypes: readonly string[], what: string): string {
  if (key instanceof Condition) return printed(key)
  if (typeof key !== 'function')
    throw new PlaybookDefinitionError(`${what} is a function of the event, e.g. (e) => e.task.projectId, or cel\`…\``)
  const made: unknown = key(eventRoot(eventTypes) as EventFields<E>)
  if (!Array.isArray(made)) return partOf(made, what)
  return `[${made.map((part) => partOf(part, what)).join(', ')}]`
}

function partOf(part: unknown, what: string): string {
  if (part instanceof Condition) return printed(part)
  const text = textOf(part)
  if (text !== undefined) return text
  throw new PlaybookDefinitionError(
    `${what} must give a field of the event, a list of fields or cel\`…\`; JavaScript on a field has no value while it is recorded`,
  )
}

const printed = (condition: Condition) => conditionData(condition, 'inline').cel
