import type { Json } from '@orchestrator/sdk/runtime'

/** The process of a bundle to that which watches over its steps, and from there to one of those in which they run. */
export interface StepCall {
  readonly call: number
  readonly playbook: string
  readonly name: string
  readonly args: readonly Json[]
  readonly timeoutMs: number
}

export const stepErrorKinds = [
  'threw',
  'timed_out',
  'out_of_memory',
  'not_serialisable',
  'missing',
  'not_loaded',
] as const

/** `kind` tells whether another try may help: `missing` and `not_serialisable` never do. */
export interface StepError {
  readonly kind: (typeof stepErrorKinds)[number]
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
