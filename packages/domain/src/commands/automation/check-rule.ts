import type { Rule } from '../../entities/rule.ts'
import { checkCondition } from './check-condition.ts'

/** @throws AppError `invalid_condition` naming the place in the condition that is wrong */
export function checkRule(rule: Pick<Rule, 'when' | 'if' | 'then'>): void {
  if (rule.if !== null) checkCondition(rule.if, [rule.when], 'if')
}
