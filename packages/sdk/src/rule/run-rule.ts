import { AppError, compilePlan, type RuleAction, type RuleTrigger } from '@orchestrator/domain/rules'
import { OrchestratorError } from '../errors.ts'
import type { Json } from '../json.ts'
import { StepCounter } from '../runtime/call.ts'
import { createContextFor } from '../runtime/create-context.ts'
import type { RunEvent, RuntimePort } from '../runtime/port.ts'
import { runBranch } from './run-branch.ts'
import type { RunState } from './run-state.ts'

/** What of a rule its runs need. */
export interface RunnableRule {
  readonly id: string
  readonly when: RuleTrigger
  readonly then: readonly RuleAction[]
}

type Nodes = ReturnType<typeof compilePlan>['nodes']
/** A run that rests goes through its rule again each time it wakes, and many runs have the same rule. */
const plans = new WeakMap<readonly RuleAction[], Nodes>()

function planOf({ when, then }: RunnableRule): Nodes {
  const known = plans.get(then)
  if (known) return known
  const { nodes } = compilePlan({ when, then: [...then] })
  plans.set(then, nodes)
  return nodes
}

/**
 * Does a rule's actions one after the other, over the same port as a playbook: each is a step that is done once and remembered.
 * @returns what its commands made or changed
 * @throws OrchestratorError, HttpError
 */
export async function runRule(rule: RunnableRule, event: RunEvent, port: RuntimePort): Promise<Json> {
  const steps = new StepCounter()
  const context = createContextFor({ id: rule.id, hasSteps: false }, event, port, steps)
  const state: RunState = { event, port, steps, context, given: new Map(), results: [], done: 0 }
  try {
    await runBranch(planOf(rule), { steps: {} }, state)
    return state.results as unknown as Json
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    throw new OrchestratorError(error.code, error.message, { fields: error.fields })
  }
}
