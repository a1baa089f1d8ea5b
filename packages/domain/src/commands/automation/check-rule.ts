import { actionNamed } from '../../automation/actions/catalogue.ts'
import type { Rule } from '../../entities/rule.ts'
import { checkCondition, checkTemplate } from './check-condition.ts'

/** @throws AppError `invalid_condition` naming the place in the condition or in an action's template that is wrong */
export function checkRule(rule: Pick<Rule, 'when' | 'if' | 'then'>): void {
  if (rule.if !== null) checkCondition(rule.if, [rule.when], 'if')
  for (const [index, action] of rule.then.entries()) {
    const { verbatim = [] } = actionNamed(action.action)
    for (const [field, value] of Object.entries(action)) {
      if (field !== 'action' && !verbatim.includes(field)) checkTemplates(value, rule.when, `then.${index}.${field}`)
    }
  }
}

function checkTemplates(value: unknown, when: string, path: string): void {
  if (typeof value === 'string') checkTemplate(value, [when], path)
  else if (Array.isArray(value)) for (const one of value) checkTemplates(one, when, path)
  else if (typeof value === 'object' && value !== null)
    for (const [key, one] of Object.entries(value)) checkTemplates(one, when, `${path}.${key}`)
}
