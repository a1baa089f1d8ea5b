import type { FieldType } from '../../conditions/index.ts'
import type { RuleAction } from '../actions/catalogue.ts'
import type { Within } from './compile-plan.ts'
import { compileFields } from './fields.ts'
import type { ApprovalNode } from './plan.ts'
import type { Scope } from './scope.ts'

/** What branches and later actions read of it. */
const result: FieldType = {
  t: 'object',
  fields: {
    id: { t: 'string' },
    status: { t: 'string', enum: ['answered', 'expired'] },
    approved: { t: 'bool', nullable: true },
    answer: { t: 'any', nullable: true },
    memberId: { t: 'string', nullable: true },
  },
}

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
    emptied: ['taskId', 'projectId', 'link'],
  })
  const ended = name === undefined ? {} : { [name]: result }
  const node = {
    kind: 'approval',
    name: name ?? null,
    fill,
    then: within(then, scope.inner({}, ended), `${path}.then`),
    onReject: within(onReject, scope.inner({}, ended), `${path}.onReject`),
    onTimeout: within(onTimeout, scope.inner({}, ended), `${path}.onTimeout`),
  } as const
  if (name !== undefined) scope.add(name, result, false)
  return node
}
