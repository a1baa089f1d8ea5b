import type { Variables } from '../../conditions/index.ts'
import type { ActionDefinition, ActionFields } from '../actions/definition.ts'

/** What templates and conditions are filled from: the event that started the run, and what stands beside it. */
export interface Values {
  readonly event: object
  readonly variables: Variables
}

interface Placed {
  /** Its number among all actions of the rule, those in branches too, in the order in which they are written. */
  readonly place: number
  /** Where it is written, e.g. `then.1.else.0`. */
  readonly path: string
}

/** Something that is done. */
export interface ActNode extends Placed {
  readonly kind: 'act'
  readonly name: string | null
  readonly definition: ActionDefinition
  /** @throws AppError `invalid_condition` when an expression has no value */
  fill(values: Values): ActionFields
}

export interface IfNode extends Placed {
  readonly kind: 'if'
  test(values: Values): boolean
  readonly then: readonly PlanNode[]
  readonly else: readonly PlanNode[]
}

export interface ForEachNode extends Placed {
  readonly kind: 'forEach'
  readonly entity: 'task' | 'project' | 'comment'
  filter(values: Values): ActionFields
  readonly as: string
  readonly limit: number
  readonly then: readonly PlanNode[]
}

export interface DelayNode extends Placed {
  readonly kind: 'delay'
  /** Such as `3 days`; null: until an instant. */
  readonly for: string | null
  /** What `until` says, e.g. a date; null: there is nothing to wait for. */
  until(values: Values): string | null
}

export interface WaitForNode extends Placed {
  readonly kind: 'waitFor'
  readonly name: string | null
  readonly event: string
  /** null: every event of the type. `params` gives what its text names as `params.p0`, … */
  readonly condition: { readonly cel: string; params(values: Values): Readonly<Record<string, unknown>> } | null
  /** `never` or such as `3 days`. */
  readonly timeout: string
  readonly then: readonly PlanNode[]
  readonly onTimeout: readonly PlanNode[]
}

/** Asks people, and goes on by what they say. */
export interface ApprovalNode extends Placed {
  readonly kind: 'approval'
  readonly name: string | null
  /** @throws AppError `invalid_condition` when an expression has no value */
  fill(values: Values): ActionFields
  readonly then: readonly PlanNode[]
  readonly onReject: readonly PlanNode[]
  readonly onTimeout: readonly PlanNode[]
}

export interface StopNode extends Placed {
  readonly kind: 'stop'
}

export type PlanNode = ActNode | IfNode | ForEachNode | DelayNode | WaitForNode | ApprovalNode | StopNode

/** A rule's actions, checked and compiled once. */
export interface Plan {
  /** It waits, calls out, or reads what an earlier action gave: its runs do one thing after the other. */
  readonly long: boolean
  /** It calls out or runs scripts: its runs are workflows, for Temporal repeats what fails there. */
  readonly outside: boolean
  readonly nodes: readonly PlanNode[]
}
