import { ruleListensTo, typesOf } from '../../automation/listens-to.ts'
import { compilePlan } from '../../automation/plan/compile-plan.ts'
import { ruleEventSchema } from '../../automation/rule-event.ts'
import type { Rule } from '../../entities/rule.ts'
import { checkCondition } from './check-condition.ts'
import { checkFlow } from './check-flow.ts'

/** @throws AppError `invalid_condition` or `invalid_input` naming the place in the condition or in an action that is wrong */
export function checkRule(
  rule: Pick<Rule, 'when' | 'if' | 'then' | 'flow'> & { readonly id?: string | undefined },
): void {
  if (rule.if !== null) checkCondition(rule.if, [ruleEventSchema(rule.when)], 'if')
  checkFlow(rule.flow, typesOf(ruleListensTo({ ...rule, id: rule.id ?? '' })), 'flow')
  compilePlan(rule)
}
