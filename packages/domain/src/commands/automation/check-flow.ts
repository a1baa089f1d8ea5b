import { flowExpressions } from '../../automation/flow/expressions.ts'
import { invalidCondition } from '../../automation/invalid-condition.ts'
import { compileValue, eventSchemaFor } from '../../conditions/index.ts'
import type { Flow } from '../../entities/flow.ts'

/** @throws AppError `invalid_condition` naming the key that is wrong */
export function checkFlow(flow: Flow | null, eventTypes: readonly string[], path: string): void {
  if (flow === null) return
  for (const expression of flowExpressions(flow)) {
    const compiled = compileValue(expression.cel, ...eventTypes.map(eventSchemaFor))
    if (!compiled.ok) throw invalidCondition(compiled.problems, `${path}.${expression.path}`)
  }
}
