import type { Command } from '../commands/catalogue.ts'
import { compileTemplate, type EventSchema, eventSchemaFor } from '../conditions/index.ts'
import { type Rule, type RuleAction, verbatimInActions } from '../entities/rule.ts'
import { AppError } from '../errors.ts'
import type { AnyEvent } from '../events/catalogue.ts'
import { commandIdOf } from '../ids.ts'

/** Fields that can be empty: an expression that gives nothing empties them. */
const optional = new Set(['assigneeId', 'dueDate', 'parentId'])

export type CompiledActions = (event: AnyEvent, runId: string) => Command[]

/**
 * Compiles a rule's actions once; what comes out turns an event into commands with ids derived from the run, so that a
 * retried run has no second effect.
 * @throws AppError `invalid_condition`; the compiled function throws it when an expression has no value for the event
 */
export function compileActions(rule: Pick<Rule, 'when' | 'then'>): CompiledActions {
  const actions = rule.then.map((action) => ({ action: action.action, fields: compileFields(action, rule.when) }))
  return (event, runId) =>
    actions.map(({ action, fields }, step) => {
      const data = Object.fromEntries(
        Object.entries(fields).map(([field, render]) => [field, emptied(field, rendered(render, event))]),
      )
      return { id: commandIdOf(runId, step), type: action, data: toData(action, data) } as Command
    })
}

type Render = (event: AnyEvent) => unknown

function compileFields(action: RuleAction, when: string): Record<string, Render> {
  const schema = eventSchemaFor(when)
  return Object.fromEntries(
    Object.entries(action)
      .filter(([field]) => field !== 'action')
      .map(([field, value]) => [field, verbatimInActions.has(field) ? () => value : compileValue(value, schema)]),
  )
}

/** Every text in it is a template. */
function compileValue(value: unknown, schema: EventSchema): Render {
  if (typeof value === 'string') {
    const compiled = compileTemplate(value, schema)
    if (!compiled.ok)
      throw new AppError('invalid_condition', compiled.problems[0]?.message ?? 'a template is not valid')
    return (event) => compiled.render(event)
  }
  if (typeof value !== 'object' || value === null) return () => value
  const parts = Object.entries(value).map(([key, part]) => [key, compileValue(part, schema)] as const)
  if (Array.isArray(value)) return (event) => parts.map(([, render]) => render(event))
  return (event) => Object.fromEntries(parts.map(([key, render]) => [key, render(event)]))
}

function rendered(render: Render, event: AnyEvent): unknown {
  try {
    return render(event)
  } catch (cause) {
    throw new AppError('invalid_condition', cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

function emptied(field: string, value: unknown): unknown {
  if (field === 'customFields')
    return Object.fromEntries(Object.entries(value as object).map(([key, one]) => [key, one === '' ? null : one]))
  return value === '' && optional.has(field) ? null : value
}

function toData(action: RuleAction['action'], { taskId, ...fields }: Record<string, unknown>): Record<string, unknown> {
  if (action === 'task.update') return { id: taskId, ...fields }
  return taskId === undefined ? fields : { taskId, ...fields }
}
