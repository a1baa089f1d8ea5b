import { invalidCondition } from '../../automation/invalid-condition.ts'
import { type CompiledCondition, compileGuard, type EventSchema, eventSchemaFor } from '../../conditions/index.ts'
import { mappedFields } from './check-fields.ts'

const { task } = eventSchemaFor('task.created').event.fields
const fields = Object.entries(task?.t === 'object' ? task.fields : {}).filter(
  ([field]) => field === 'customFields' || mappedFields.has(field),
)

const schema: EventSchema = {
  type: 'mapping',
  event: { t: 'object', fields: {} },
  variables: { item: { t: 'object', fields: Object.fromEntries(fields) } },
}

/**
 * Which items there become tasks; ask it with `test({}, {}, { item })`. It has nothing that can be slow, as `compileMappingFilter`.
 * @throws AppError `invalid_condition` naming what is wrong, and where
 */
export function compileItemFilter(cel: string, path = 'filterIn'): CompiledCondition {
  const compiled = compileGuard(cel, schema)
  if (!compiled.ok) throw invalidCondition(compiled.problems, path)
  return compiled
}

/** What is empty there is what a new task has. */
const empty = {
  ...Object.fromEntries(fields.map(([field]) => [field, null])),
  ...{ title: '', description: '', type: 'task', priority: 'none', tags: [], customFields: {} },
}

/**
 * Whether an item there is to become a task.
 * @param given its fields as they would be here
 */
export function isWanted(filterIn: string | null, given: Readonly<Record<string, unknown>>): boolean {
  if (filterIn === null) return true
  const status = 'stateId' in given ? {} : { status: 'unstarted' }
  const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null))
  return compileItemFilter(filterIn).test({}, {}, { item: { ...empty, ...status, ...known } }).matched
}
