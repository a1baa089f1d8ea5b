import type { Rule } from '../../entities/rule.ts'
import { checkCondition, checkTemplate } from './check-condition.ts'

/** Fields of an action whose text is taken as it is. */
const verbatim = new Set(['action', 'type', 'priority', 'status'])

/** @throws AppError `invalid_condition` naming the place in the condition or in an action's template that is wrong */
export function checkRule(rule: Pick<Rule, 'when' | 'if' | 'then'>): void {
  if (rule.if !== null) checkCondition(rule.if, [rule.when], 'if')
  for (const [index, action] of rule.then.entries()) {
    for (const [field, value] of Object.entries(action)) {
      if (verbatim.has(field)) continue
      for (const text of Array.isArray(value) ? value : [value]) {
        if (typeof text === 'string') checkTemplate(text, [rule.when], `then.${index}.${field}`)
      }
    }
  }
}
