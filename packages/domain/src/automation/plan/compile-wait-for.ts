import {
  compileExpression,
  type EventSchema,
  eventSchemaFor,
  liftVariables,
  plainValue,
} from '../../conditions/index.ts'
import { AppError } from '../../errors.ts'
import { eventNameExpected, isEventName } from '../../events/event-name.ts'
import type { RuleAction } from '../actions/catalogue.ts'
import { invalidCondition } from '../invalid-condition.ts'
import type { Within } from './compile-plan.ts'
import type { WaitForNode } from './plan.ts'
import type { Scope } from './scope.ts'

export function compileWaitFor(
  action: Extract<RuleAction, { action: 'waitFor' }>,
  scope: Scope,
  path: string,
  within: Within,
): Omit<WaitForNode, 'place' | 'path'> {
  scope.draft.long = true
  const { name, event, timeout } = action
  if (!isEventName(event))
    throw new AppError('invalid_input', `${path}.event: ${event} is no event type`, {
      fields: [{ path: `${path}.event`, expected: eventNameExpected(event), code: 'custom' }],
    })
  scope.checkNew(name, `${path}.name`)
  const awaited = eventSchemaFor(event)
  const condition = action.if ? compileAwaited(action.if, awaited, scope, `${path}.if`) : null
  const came = name === undefined ? {} : { [name]: awaited.event }
  const node = {
    kind: 'waitFor',
    name: name ?? null,
    event,
    condition,
    timeout,
    then: within(action.then ?? [], scope.inner({}, came), `${path}.then`),
    onTimeout: within(action.onTimeout ?? [], scope.inner(), `${path}.onTimeout`),
  } as const
  // After both branches nobody knows which it was.
  if (name !== undefined) scope.add(name, { ...awaited.event, nullable: true }, false)
  return node
}

function compileAwaited(cel: string, awaited: EventSchema, scope: Scope, path: string): WaitForNode['condition'] {
  const schema = { ...awaited, variables: { ...scope.variables, trigger: scope.trigger } }
  const lifted = liftVariables(cel, [schema])
  if ('problems' in lifted) throw invalidCondition(lifted.problems, path)
  const params = lifted.lifted.params.map((param) => {
    const compiled = compileExpression(param.cel, [schema], 'any', {})
    if ('problems' in compiled) throw invalidCondition(compiled.problems, path)
    return { name: param.name, expression: compiled.expression }
  })
  return {
    cel: lifted.lifted.cel,
    params: ({ event, variables }) => {
      const values = { ...variables, trigger: event }
      return Object.fromEntries(
        params.map(({ name, expression }) => [name, plainValue(expression.run({ type: awaited.type }, {}, values))]),
      )
    },
  }
}
