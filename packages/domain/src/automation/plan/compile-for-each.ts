import { AppError } from '../../errors.ts'
import type { RuleAction } from '../actions/catalogue.ts'
import { commentResult, projectResult, taskResult } from '../actions/results.ts'
import type { Within } from './compile-plan.ts'
import { compileFields } from './fields.ts'
import type { ForEachNode } from './plan.ts'
import type { Scope } from './scope.ts'

/** What CEL or a rule has as a name already. */
const taken = new Set(
  'event trigger steps params true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
)

const kinds = {
  tasks: { entity: 'task', type: taskResult },
  projects: { entity: 'project', type: projectResult },
  comments: { entity: 'comment', type: commentResult },
} as const

export function compileForEach(
  action: Extract<RuleAction, { action: 'forEach' }>,
  scope: Scope,
  path: string,
  within: Within,
): Omit<ForEachNode, 'place' | 'path'> {
  scope.draft.long = true
  const { as, limit } = action
  if (taken.has(as))
    throw new AppError('invalid_input', `${path}.as: ${as} is taken`, {
      fields: [{ path: `${path}.as`, expected: 'another name, such as item', code: 'reserved' }],
    })
  scope.checkNew(as, `${path}.as`)
  const [[plural, filter]] = Object.entries(action.in) as [[keyof typeof kinds, object]]
  const { entity, type } = kinds[plural]
  return {
    kind: 'forEach',
    entity,
    as,
    limit,
    filter: compileFields(filter, scope, `${path}.in.${plural}`, {
      verbatim: ['status', 'type', 'priority'],
      emptied: ['assigneeId', 'parentId'],
    }),
    then: within(action.then, scope.inner({ [as]: type }), `${path}.then`),
  }
}
