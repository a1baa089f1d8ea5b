import { compilePlan } from '../../automation/plan/compile-plan.ts'
import type { Rule } from '../../entities/rule.ts'
import { AppError } from '../../errors.ts'
import { checkCondition } from './check-condition.ts'

/** @throws AppError `invalid_condition` or `invalid_input` naming the place in the condition or in an action that is wrong */
export function checkRule(rule: Pick<Rule, 'when' | 'if' | 'then'>): void {
  if (rule.if !== null) checkCondition(rule.if, [rule.when], 'if')
  if (!compilePlan(rule).long) return
  // Until the process that runs them is there.
  throw new AppError(
    'invalid_input',
    'then: actions that wait, call out or read what an earlier one gave cannot run yet',
    {
      fields: [{ path: 'then', expected: 'actions that can be done at once', code: 'not_supported' }],
    },
  )
}
