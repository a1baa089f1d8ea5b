import { compilePlan } from '../../automation/plan/compile-plan.ts'
import type { PlanNode } from '../../automation/plan/plan.ts'
import type { Rule } from '../../entities/rule.ts'
import { AppError } from '../../errors.ts'
import type { CommandContext } from '../definition.ts'

/**
 * A rule whose scopes leave out what an action of its own always needs would fail at each event.
 * @throws AppError `invalid_input`
 */
export function checkActionScopes({ scopes, ...rule }: Pick<Rule, 'when' | 'then' | 'scopes'>): void {
  if (scopes === null) return
  const fields = actsIn(compilePlan(rule).nodes).flatMap(({ path, definition }) =>
    definition.permissions
      .filter((permission) => !scopes.includes(permission))
      .map((permission) => ({
        path: 'scopes',
        expected: `${permission}, which ${definition.action} needs (${path})`,
        code: 'missing_scope',
      })),
  )
  if (fields.length === 0) return
  throw new AppError('invalid_input', 'the scopes leave out what an action needs', { fields })
}

/** An action with the account of a connection is for those who may use it, not for all who make rules. @throws AppError `forbidden` */
export function allowActions(context: CommandContext, rule: Pick<Rule, 'when' | 'then'>): void {
  const acts = actsIn(compilePlan(rule).nodes)
  if (acts.some(({ definition }) => definition.permissions.includes('integration.use')))
    context.allow('integration.use')
}

function actsIn(nodes: readonly PlanNode[]): Extract<PlanNode, { kind: 'act' }>[] {
  return nodes.flatMap((node) => {
    switch (node.kind) {
      case 'act':
        return [node]
      case 'if':
        return actsIn([...node.then, ...node.else])
      case 'forEach':
        return actsIn(node.then)
      case 'waitFor':
        return actsIn([...node.then, ...node.onTimeout])
      case 'approval':
        return actsIn([...node.then, ...node.onReject, ...node.onTimeout])
      default:
        return []
    }
  })
}
