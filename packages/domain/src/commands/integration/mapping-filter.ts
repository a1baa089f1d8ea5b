import { invalidCondition } from '../../automation/invalid-condition.ts'
import { type CompiledCondition, compileGuard, type EventSchema, eventSchemaFor } from '../../conditions/index.ts'

const schema: EventSchema = {
  type: 'mapping',
  event: { t: 'object', fields: {} },
  variables: { task: eventSchemaFor('task.created').event.fields['task'] ?? { t: 'any' } },
}

/**
 * The filter of a mapping; ask it with `test({}, {}, { task })`. It is asked in the middle of a sync, so it has nothing that can be slow.
 * @throws AppError `invalid_condition` naming what is wrong, and where
 */
export function compileMappingFilter(cel: string, path = 'filter'): CompiledCondition {
  const compiled = compileGuard(cel, schema)
  if (!compiled.ok) throw invalidCondition(compiled.problems, path)
  return compiled
}
