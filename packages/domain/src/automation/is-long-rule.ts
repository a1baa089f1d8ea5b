import type { Rule } from '../entities/rule.ts'
import { actionNamed, type RuleAction } from './actions/catalogue.ts'
import { compilePlan } from './plan/compile-plan.ts'
import type { Plan } from './plan/plan.ts'

type Kind = Pick<Plan, 'long' | 'outside'>
type Actions = Pick<Rule, 'when' | 'then'>

const known = new WeakMap<object, Kind>()

/** Whether a rule does one thing after the other: it waits, calls out, or reads what an earlier action gave. */
export const isLongRule = (rule: Actions): boolean => kindOf(rule).long

/** Whether each run of a rule is a workflow of its own: it calls out or runs a script, which is tried again when it fails. */
export const needsWorkflow = (rule: Actions): boolean => kindOf(rule).outside

function kindOf(rule: Actions): Kind {
  let kind = known.get(rule)
  if (kind === undefined) {
    kind = rule.then.some(mayBeLong) ? compiledKind(rule) : { long: false, outside: false }
    known.set(rule, kind)
  }
  return kind
}

/** Most rules are told apart without compiling them. */
function mayBeLong(action: RuleAction): boolean {
  if (actionNamed(action.action)?.kind === 'immediate') return JSON.stringify(action).includes('steps')
  return action.action !== 'stop'
}

function compiledKind(rule: Actions): Kind {
  try {
    const { long, outside } = compilePlan(rule)
    return { long, outside }
  } catch {
    // Saved when other things were allowed: its run will say what is wrong.
    return { long: false, outside: false }
  }
}
