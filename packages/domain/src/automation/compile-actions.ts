import type { Command } from '../commands/catalogue.ts'
import type { Rule } from '../entities/rule.ts'
import type { AnyEvent } from '../events/catalogue.ts'
import { commandIdOf } from '../ids.ts'
import { compilePlan } from './plan/compile-plan.ts'
import type { PlanNode } from './plan/plan.ts'
import { eventCheckOf } from './rule-event.ts'

export type CompiledActions = (event: AnyEvent, runId: string) => Command[]

/**
 * Compiles a rule's actions once; what comes out turns an event into commands with ids derived from the run, so that a
 * retried run has no second effect.
 * @throws AppError `invalid_condition`; the compiled function throws it when an expression has no value for the event
 */
export function compileActions(rule: Pick<Rule, 'when' | 'then'>): CompiledActions {
  const { nodes } = compilePlan(rule)
  const check = eventCheckOf(rule.when)
  return (event, runId) => {
    check?.(event)
    const draft: Draft = { event, variables: { steps: {} }, runId, commands: [] }
    addAll(nodes, draft)
    return draft.commands
  }
}

interface Draft {
  readonly event: AnyEvent
  readonly variables: { readonly steps: Record<string, unknown> }
  readonly runId: string
  readonly commands: Command[]
}

/** @returns false: the rule stops */
function addAll(nodes: readonly PlanNode[], draft: Draft): boolean {
  for (const node of nodes) {
    if (node.kind === 'stop') return false
    if (node.kind === 'if') {
      if (!addAll(node.test(draft) ? node.then : node.else, draft)) return false
    } else add(node, draft)
  }
  return true
}

function add(node: PlanNode, draft: Draft): void {
  if (node.kind !== 'act' || node.definition.kind !== 'immediate')
    throw new Error('what waits or calls out does not run within a batch')
  const { place, name, definition } = node
  const fields = node.fill(draft)
  let index = 0
  for (const { type, data } of definition.commands(fields))
    draft.commands.push({ id: commandIdOf(draft.runId, place, index++), type, data } as Command)
  if (name !== null)
    draft.variables.steps[name] = { id: definition.resultId?.(fields, commandIdOf(draft.runId, place)) }
}
