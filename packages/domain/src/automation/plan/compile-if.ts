import { compileGuard } from '../../conditions/index.ts'
import type { RuleAction } from '../actions/catalogue.ts'
import { invalidCondition } from '../invalid-condition.ts'
import type { Within } from './compile-plan.ts'
import type { IfNode } from './plan.ts'
import type { Scope } from './scope.ts'

export function compileIf(
  action: Extract<RuleAction, { action: 'if' }>,
  scope: Scope,
  path: string,
  within: Within,
): Omit<IfNode, 'place' | 'path'> {
  const compiled = compileGuard(action.if, ...scope.schemasFor(action.if))
  if (!compiled.ok) throw invalidCondition(compiled.problems, `${path}.if`)
  scope.note(compiled.expression)
  return {
    kind: 'if',
    // What cannot be told is not so, as everywhere.
    test: ({ event, variables }) => compiled.test(event, undefined, variables).matched,
    then: within(action.then, scope.inner(), `${path}.then`),
    else: within(action.else ?? [], scope.inner(), `${path}.else`),
  }
}
