/** What interprets a rule's actions one after the other needs of them. */

export { isMoment } from '../../calendar/moment.ts'
export type { RuleTrigger } from '../../entities/rule-trigger.ts'
export { AppError } from '../../errors.ts'
export type { RuleAction } from '../actions/catalogue.ts'
export { compilePlan } from './compile-plan.ts'
export type { ActNode, ApprovalNode, DelayNode, ForEachNode, PlanNode, Values, WaitForNode } from './plan.ts'
