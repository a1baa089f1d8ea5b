import { invalidCondition } from '../../automation/invalid-condition.ts'
import { compileCondition, type EventSchema, eventSchemaFor } from '../../conditions/index.ts'

/** @throws AppError `invalid_condition` naming what is wrong in the condition, and where */
export function checkCondition(cel: string, events: readonly (string | EventSchema)[], path: string): void {
  const schemas = events.map((event) => (typeof event === 'string' ? eventSchemaFor(event) : event))
  const compiled = compileCondition({ cel }, ...schemas)
  if (!compiled.ok) throw invalidCondition(compiled.problems, path)
}
