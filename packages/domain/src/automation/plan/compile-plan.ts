import type { Rule } from '../../entities/rule.ts'
import { AppError } from '../../errors.ts'
import { actionNamed, type RuleAction } from '../actions/catalogue.ts'
import { ruleEventSchema } from '../rule-event.ts'
import { compileAct } from './compile-act.ts'
import { compileApproval } from './compile-approval.ts'
import { compileDelay } from './compile-delay.ts'
import { compileForEach } from './compile-for-each.ts'
import { compileIf } from './compile-if.ts'
import { compileWaitFor } from './compile-wait-for.ts'
import type { Plan, PlanNode } from './plan.ts'
import { type Draft, Scope } from './scope.ts'

export const mostActions = 100
export const mostLevels = 5

/**
 * Checks a rule's actions against the event and what earlier actions give, and compiles them.
 * @throws AppError `invalid_condition` or `invalid_input`, naming the field: `then.1.title`
 */
export function compilePlan(rule: Pick<Rule, 'when' | 'then'>): Plan {
  const draft: Draft = { places: 0, long: false }
  const scope = new Scope(draft, [ruleEventSchema(rule.when)])
  const nodes = compileBranch(rule.then, scope, 'then', 1)
  return { long: draft.long, outside: draft.outside === true, nodes }
}

/** Compiles a branch of an action. */
export type Within = (actions: readonly RuleAction[], scope: Scope, path: string) => PlanNode[]

function compileBranch(actions: readonly RuleAction[], scope: Scope, path: string, level: number): PlanNode[] {
  if (level > mostLevels) throw tooMany(path, `at most ${mostLevels} levels of branches and loops`, 'too_deep')
  return actions.map((action, index) => compileNode(action, scope, `${path}.${index}`, level))
}

function compileNode(action: RuleAction, scope: Scope, path: string, level: number): PlanNode {
  const place = scope.draft.places++
  if (place >= mostActions) throw tooMany(path, `at most ${mostActions} actions`, 'too_big')
  const placed = { place, path }
  const within: Within = (actions, inner, at) => compileBranch(actions, inner, at, level + 1)
  switch (action.action) {
    case 'if':
      return { ...placed, ...compileIf(action, scope, path, within) }
    case 'forEach':
      return { ...placed, ...compileForEach(action, scope, path, within) }
    case 'waitFor':
      return { ...placed, ...compileWaitFor(action, scope, path, within) }
    case 'approval.ask':
      return { ...placed, ...compileApproval(action, scope, path, within) }
    case 'delay':
      return { ...placed, ...compileDelay(action, scope, path) }
    case 'stop':
      return { ...placed, kind: 'stop' }
    default: {
      const definition = actionNamed(action.action)
      if (!definition) throw new Error(`there is no action ${action.action}`)
      return { ...placed, ...compileAct(action, definition, scope, path) }
    }
  }
}

const tooMany = (path: string, expected: string, code: string) =>
  new AppError('invalid_input', `${path}: a rule has ${expected}`, { fields: [{ path, expected, code }] })
