import type { Command } from '../commands/catalogue.ts'
import { type EventSchema, eventSchemaFor } from '../conditions/index.ts'
import type { Rule } from '../entities/rule.ts'
import type { AnyEvent } from '../events/catalogue.ts'
import { commandIdOf } from '../ids.ts'
import { actionNamed, type RuleAction } from './actions/catalogue.ts'
import type { ActionCommand } from './actions/definition.ts'
import { compileValue, fill } from './compile-template.ts'

export type CompiledActions = (event: AnyEvent, runId: string) => Command[]

/**
 * Compiles a rule's actions once; what comes out turns an event into commands with ids derived from the run, so that a
 * retried run has no second effect.
 * @throws AppError `invalid_condition`; the compiled function throws it when an expression has no value for the event
 */
export function compileActions(rule: Pick<Rule, 'when' | 'then'>): CompiledActions {
  const schema = eventSchemaFor(rule.when)
  const actions = rule.then.map((action) => compileAction(action, schema))
  return (event, runId) => {
    const commands: Command[] = []
    for (const [step, action] of actions.entries()) {
      for (const [index, { type, data }] of action(event).entries())
        commands.push({ id: commandIdOf(runId, step, index), type, data } as Command)
    }
    return commands
  }
}

function compileAction(action: RuleAction, schema: EventSchema): (event: AnyEvent) => readonly ActionCommand[] {
  const definition = actionNamed(action.action)
  if (definition.kind === 'long') throw new Error(`${action.action} does not run within a batch`)
  const { verbatim = [], emptied = [], commands } = definition
  const fields = Object.entries(action)
    .filter(([field]) => field !== 'action')
    .map(([field, value]) => ({
      field,
      value: verbatim.includes(field) ? { constant: value } : compileValue(value, schema),
      empties: emptied.includes(field),
    }))
  return (event) => {
    const filled: Record<string, unknown> = {}
    for (const { field, value, empties } of fields) {
      const given = fill(value, event)
      if (field === 'customFields') filled[field] = withoutEmpty(given as object)
      else filled[field] = given === '' && empties ? null : given
    }
    return commands(filled)
  }
}

const withoutEmpty = (fields: object) =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, value === '' ? null : value]))
