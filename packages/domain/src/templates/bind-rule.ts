import { bindCondition, bindTemplate, type VariableValues } from '../conditions/index.ts'
import { placedError } from './problems.ts'

/** A rule of a workflow template with the values of its variables; what reads the event stays. */
export function bindRule(rule: unknown, values: VariableValues, path: string): unknown {
  if (typeof rule === 'string') return placedError(path, () => bindTemplate(rule, values))
  if (Array.isArray(rule)) return rule.map((one, index) => bindRule(one, values, `${path}.${index}`))
  if (typeof rule !== 'object' || rule === null) return rule
  return Object.fromEntries(
    Object.entries(rule).map(([key, value]) => {
      const at = `${path}.${key}`
      const isCondition = key === 'if' && typeof value === 'string'
      return [key, isCondition ? placedError(at, () => bindCondition(value, values)) : bindRule(value, values, at)]
    }),
  )
}
