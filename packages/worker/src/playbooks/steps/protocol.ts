import type { Json } from '@orchestrator/sdk/runtime'

/** Host to the steps process, and from there to one of its threads. */
export interface StepCall {
  readonly call: number
  readonly playbook: string
  readonly name: string
  readonly args: readonly Json[]
  readonly timeoutMs: number
}

/** `kind` tells whether another try may help: `missing` and `not_serialisable` never do. */
export interface StepError {
  readonly kind: 'threw' | 'timed_out' | 'out_of_memory' | 'not_serialisable' | 'missing' | 'not_loaded'
  readonly name: string
  readonly message: string
  readonly stack?: string
}

export type StepAnswer = { readonly call: number } & (
  | { readonly ok: true; readonly value: Json | null }
  | { readonly ok: false; readonly error: StepError }
)

/** What a process of steps says: after `last` it ends, for something of the call was left that nobody awaits. */
export type FromStep = { readonly answer: StepAnswer; readonly last: boolean }
