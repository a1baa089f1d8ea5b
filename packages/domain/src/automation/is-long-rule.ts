import type { Rule } from '../entities/rule.ts'
import { actionNamed, type RuleAction } from './actions/catalogue.ts'
import { compilePlan } from './plan/compile-plan.ts'

const known = new WeakMap<object, boolean>()

/** Whether each run of a rule is a workflow of its own: it waits, calls out, or reads what an earlier action gave. */
export function isLongRule(rule: Pick<Rule, 'when' | 'then'>): boolean {
  let long = known.get(rule)
  if (long === undefined) {
    long = rule.then.some(mayBeLong) && isLong(rule)
    known.set(rule, long)
  }
  return long
}

/** Most rules are told apart without compiling them. */
function mayBeLong(action: RuleAction): boolean {
  if (actionNamed(action.action)?.kind === 'immediate') return JSON.stringify(action).includes('steps')
  return action.action !== 'stop'
}

function isLong(rule: Pick<Rule, 'when' | 'then'>): boolean {
  try {
    return compilePlan(rule).long
  } catch {
    // Saved when other things were allowed: its run will say what is wrong.
    return false
  }
}
