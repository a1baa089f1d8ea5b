import { mostTitle } from '../../commands/task/fields.ts'
import type { RuleAction } from '../actions/catalogue.ts'
import { approvalResult } from '../actions/results.ts'
import type { Within } from './compile-plan.ts'
import { compileFields } from './fields.ts'
import type { ApprovalNode } from './plan.ts'
import type { Scope } from './scope.ts'

export function compileApproval(
  {
    action: _,
    name,
    then = [],
    onReject = [],
    onTimeout = [],
    ...fields
  }: Extract<RuleAction, { action: 'approval.ask' }>,
  scope: Scope,
  path: string,
  within: Within,
): Omit<ApprovalNode, 'place' | 'path'> {
  scope.draft.long = true
  scope.checkNew(name, `${path}.name`)
  const fill = compileFields(fields, scope, path, {
    verbatim: ['ask', 'timeout', 'remind'],
    cut: { title: mostTitle },
    emptied: ['taskId', 'projectId', 'link'],
  })
  const ended = name === undefined ? {} : { [name]: approvalResult }
  const node = {
    kind: 'approval',
    name: name ?? null,
    fill,
    then: within(then, scope.inner({}, ended), `${path}.then`),
    onReject: within(onReject, scope.inner({}, ended), `${path}.onReject`),
    onTimeout: within(onTimeout, scope.inner({}, ended), `${path}.onTimeout`),
  } as const
  if (name !== undefined) scope.add(name, approvalResult, false)
  return node
}
