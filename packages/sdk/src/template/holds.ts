import { ConditionError, compileGuard } from '@orchestrator/domain/conditions'
import { compiledIn, type TemplateValues } from './scope.ts'

/**
 * Whether a CEL condition holds, as in the branches of rules. What cannot be told (null compared with `<`) does not.
 *
 * @example
 * ```ts
 * if (holds('event.to == "completed" && size(event.task.tags) > 1', { event })) return
 * ```
 */
export function holds(cel: string, values: TemplateValues): boolean {
  const { compiled: condition, event, variables } = compiledIn(values, (schema) => compileGuard(cel, schema))
  if (!condition.ok) throw new ConditionError(cel, condition.problems)
  return condition.test(event, undefined, variables).matched
}
