import { isField } from './ast.ts'
import type { EventSchema } from './event-schema.ts'
import { compileExpression } from './expression.ts'
import { printValue } from './print-value.ts'
import type { ConditionProblem } from './problem.ts'
import { checkCost, checkSize } from './template.ts'

export interface CompiledValue {
  readonly ok: true
  readonly problems: readonly []
  /** The value as text; null where it is null or there is none for this event. Never throws. */
  text(event: object): string | null
}

/** Compiles an expression whose value is asked for many events in the middle of everything: it may cost what a template may. */
export function compileValue(
  source: string,
  ...schemas: readonly EventSchema[]
): CompiledValue | { readonly ok: false; readonly problems: readonly ConditionProblem[] } {
  const compiled = compileExpression(source, schemas, 'any', undefined)
  if ('problems' in compiled) return { ok: false, problems: compiled.problems }
  const { expression } = compiled
  const problems = checkCost(source, expression, 'in a key')
  if (problems.length > 0) return { ok: false, problems }
  const plain = isField(expression.ast)
  return {
    ok: true,
    problems: [],
    text(event) {
      try {
        if (!plain) checkSize(event)
        const value = expression.run(event, {})
        return value === null || value === undefined
          ? null
          : printValue(value, Array.isArray(value) ? 'literal' : 'text')
      } catch {
        return null
      }
    },
  }
}
