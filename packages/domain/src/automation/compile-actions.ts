import type { Command } from '../commands/catalogue.ts'
import { type CompiledTemplate, compileTemplate, eventSchemaFor } from '../conditions/index.ts'
import type { Rule, RuleAction } from '../entities/rule.ts'
import { AppError } from '../errors.ts'
import type { AnyEvent } from '../events/catalogue.ts'
import { commandIdOf } from '../ids.ts'

/** Fields of an action that are taken as they are; all other text may hold expressions. */
const verbatim = new Set(['action', 'type', 'priority', 'status'])

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
        Object.entries(fields).map(([field, value]) => [field, emptied(field, renderField(value, event))]),
      )
      return { id: commandIdOf(runId, step), type: action, data: toData(action, data) } as Command
    })
}

type Field = CompiledTemplate | readonly CompiledTemplate[] | { readonly value: unknown }

function compileFields(action: RuleAction, when: string): Record<string, Field> {
  const schema = eventSchemaFor(when)
  const compile = (text: string) => {
    const compiled = compileTemplate(text, schema)
    if (!compiled.ok)
      throw new AppError('invalid_condition', compiled.problems[0]?.message ?? 'a template is not valid')
    return compiled
  }
  return Object.fromEntries(
    Object.entries(action)
      .filter(([field]) => field !== 'action')
      .map(([field, value]): [string, Field] => {
        if (typeof value === 'string' && !verbatim.has(field)) return [field, compile(value)]
        if (Array.isArray(value)) return [field, value.map(compile)]
        return [field, { value }]
      }),
  )
}

function renderField(field: Field, event: AnyEvent): unknown {
  try {
    if (Array.isArray(field)) return field.map((part: CompiledTemplate) => part.render(event))
    return 'value' in field ? field.value : (field as CompiledTemplate).render(event)
  } catch (cause) {
    throw new AppError('invalid_condition', cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

const emptied = (field: string, value: unknown) => (value === '' && optional.has(field) ? null : value)

function toData(action: RuleAction['action'], { taskId, ...fields }: Record<string, unknown>): Record<string, unknown> {
  if (action === 'task.update') return { id: taskId, ...fields }
  return taskId === undefined ? fields : { taskId, ...fields }
}
