import { compileTemplate } from '../../conditions/index.ts'
import { AppError } from '../../errors.ts'
import { invalidCondition } from '../invalid-condition.ts'
import type { Values } from './plan.ts'
import type { Scope } from './scope.ts'

/** What gives a field's value; null: it is always the same. */
type Fill = ((values: Values) => unknown) | null

/**
 * A value in which every text is a template. What holds no expression is taken as it is.
 * @param json a text that is one expression stands for its value
 * @throws AppError `invalid_condition` naming the place
 */
export function compileValue(value: unknown, scope: Scope, path: string, json = false): Fill {
  if (typeof value === 'string') return compileText(value, scope, path, json)
  if (typeof value !== 'object' || value === null) return null
  const isList = Array.isArray(value)
  const parts = Object.entries(value).map(([key, part]) => ({
    key,
    part,
    fill: compileValue(part, scope, `${path}.${key}`, json),
  }))
  if (parts.every(({ fill }) => fill === null)) return null
  if (isList) return (values) => parts.map(({ part, fill }) => (fill === null ? part : fill(values)))
  return (values) => {
    const filled: Record<string, unknown> = {}
    for (const { key, part, fill } of parts) filled[key] = fill === null ? part : fill(values)
    return filled
  }
}

function compileText(text: string, scope: Scope, path: string, json: boolean): Fill {
  if (!text.includes('{{')) return null
  const compiled = compileTemplate(text, ...scope.schemasFor(text))
  if (!compiled.ok) throw invalidCondition(compiled.problems, path)
  for (const expression of compiled.expressions) scope.note(expression)
  return (values) => {
    try {
      return json
        ? compiled.value(values.event, values.variables)
        : compiled.render(values.event, undefined, values.variables)
    } catch (cause) {
      throw new AppError('invalid_condition', cause instanceof Error ? cause.message : String(cause), { cause })
    }
  }
}
