import { invalidCondition } from '../../automation/invalid-condition.ts'
import { compileCondition, eventSchemaFor } from '../../conditions/index.ts'

/** @throws AppError `invalid_condition` naming what is wrong in the condition, and where */
export function checkCondition(cel: string, eventTypes: readonly string[], path: string): void {
  const compiled = compileCondition({ cel }, ...eventTypes.map(eventSchemaFor))
  if (!compiled.ok) throw invalidCondition(compiled.problems, path)
}
