import { AppError } from '../../errors.ts'
import type { RuleAction } from '../actions/catalogue.ts'
import type { DelayNode } from './plan.ts'
import type { Scope } from './scope.ts'
import { compileValue } from './template.ts'

export function compileDelay(
  action: Extract<RuleAction, { action: 'delay' }>,
  scope: Scope,
  path: string,
): Omit<DelayNode, 'place' | 'path'> {
  scope.draft.long = true
  const { for: duration, until } = action
  if ((duration === undefined) === (until === undefined))
    throw new AppError('invalid_input', `${path}: say either for or until`, {
      fields: [{ path: `${path}.for`, expected: 'either for or until', code: 'one_of' }],
    })
  const fill = until === undefined ? null : compileValue(until, scope, `${path}.until`)
  return {
    kind: 'delay',
    for: duration ?? null,
    until: (values) => String(fill ? fill(values) : (until ?? '')).trim() || null,
  }
}
