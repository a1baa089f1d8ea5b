import type { Json, JsonObject } from '@orchestrator/sdk/runtime'

/** Something that a run would have done, or did. */
export interface Effect {
  readonly step: number
  readonly kind: 'command' | 'http' | 'step' | 'script' | 'action'
  /** What is done, as reports count it: `task.create`, `POST https://…`, `steps.report`. */
  readonly what: string
  /** One line for people. */
  readonly summary: string
  /** When, in the time of the log; null: of what really happened it is not told. */
  readonly at: string | null
  readonly data: JsonObject
}

export interface Failure {
  readonly code: string
  readonly message: string
}

/** How a simulated run ended. `waiting`: the log ends before what it waits for. */
export interface RunOutcome {
  readonly status: 'completed' | 'failed' | 'waiting' | 'skipped'
  readonly effects: readonly Effect[]
  readonly error: Failure | null
  readonly result: Json
  /** What was awaited beside effects: waits, pauses and the answers that were made up. */
  readonly waits: readonly string[]
  /** How long it took, in the time of the log. */
  readonly elapsedMs: number
  /** What was taken for granted in it, as codes of `assumptions`. */
  readonly assumed: readonly Assumption[]
}

/** What a simulation cannot know, and what it does instead. */
export const assumptions = {
  http: 'requests were not sent; each was answered 200 with an empty body',
  step: 'functions of steps.ts were not called; each gave null',
  script: 'scripts were not run; each gave null',
  action: 'actions of connected services were not done; each gave an empty answer of its form',
  approval: 'approvals were answered as `answers` says',
  list: 'lists were read as they are now, without what was made after the event',
  unseen: 'rows whose history the log does not tell were read as they are now',
  silence: 'waits whose time ends after the log does were taken to end without an event',
  horizon: 'waits looked at 20,000 events at most',
} as const
export type Assumption = keyof typeof assumptions
