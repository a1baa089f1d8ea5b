/** What runs a rule's actions one after the other: for the worker and for simulation, not for playbooks. */
export { type RunnableRule, runRule } from './run-rule.ts'
