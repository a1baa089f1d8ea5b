import type { Values } from '@orchestrator/domain/rules'
import type { Json } from '../json.ts'
import type { RunContext } from '../run/context.ts'
import type { StepCounter } from '../runtime/call.ts'
import type { CommandReply, RunEvent, RuntimePort } from '../runtime/port.ts'

/** A loop over a thousand tasks with five actions each; more would not fit into the history of one run. */
const mostDone = 5_000

/** A run of a rule's actions, while it goes on. */
export interface RunState {
  readonly event: RunEvent
  readonly port: RuntimePort
  readonly steps: StepCounter
  /** What playbooks have, for actions that do what playbooks do. */
  readonly context: RunContext
  /** The seq of the event that a wait last gave, by what it waits for. */
  readonly given: Map<string, number>
  readonly results: Omit<CommandReply, 'entity'>[]
  done: number
}

/** What templates see at one place of a run: values of loops and of named actions. Never changed, for their size is remembered. */
export type Variables = Values['variables'] & { readonly steps: Readonly<Record<string, Json>> }

export const withStep = (variables: Variables, name: string | null, value: unknown): Variables =>
  name === null ? variables : { ...variables, steps: { ...variables.steps, [name]: value as Json } }

/** Whether the run may do one thing more. */
export const mayGoOn = (state: RunState): boolean => state.done++ < mostDone
