import type { Command, CommandResult, CommandType, Principal } from '@orchestrator/domain'

/** The step of a run that makes these commands; it is recorded in the same transaction. */
export interface RunStep {
  readonly runId: string
  /** Of the first command; with `each`, every command is a step of its own, counted on from here. */
  readonly step: number
  readonly name: string
  readonly each?: boolean
  /**
   * The run has no workflow: it begins again and again and has to be answered the same, so what no event tells is kept. Once it has
   * ended or was cancelled, nothing more is done for it, whoever still has it in hand.
   */
  readonly stepped?: boolean
}

/** A caller's own name for a whole request: under one name there is never a second, different request. */
export interface Idempotency {
  /** Derived from the caller and the name. */
  readonly id: string
  /** All that the request is, as JSON. */
  readonly request: unknown
}

/** Commands of one caller that succeed or fail together. */
export interface ExecuteRequest {
  readonly principal: Principal
  readonly commands: readonly Command[]
  readonly step?: RunStep
  readonly idempotency?: Idempotency
  /** Told by the platform itself: no right is asked for, so it is told also for somebody who has left. */
  readonly unasked?: boolean
  /** The rule on whose behalf this is: refused when it was switched off or deleted meanwhile. */
  readonly ruleId?: string
  /** The span in which this is asked for: kept with its events, so that what they start continues its trace. */
  readonly traceparent?: string | undefined
}

export interface AppliedCommand {
  readonly id: string
  readonly type: CommandType
  readonly result: CommandResult
  /** false: the command was known and this is its first result. */
  readonly applied: boolean
  /** The events that it made, inclusive; null when it changed nothing. */
  readonly firstSeq: number | null
  readonly lastSeq: number | null
  /** Of the last event that it made. */
  readonly lastEventId: string | null
  /** The entity right after the command, as its event shows it; null when there is none or the command changed nothing before. */
  readonly entity: Readonly<Record<string, unknown>> | null
}

export type ExecuteOutcome =
  | { readonly ok: true; readonly commands: readonly AppliedCommand[] }
  | { readonly ok: false; readonly error: unknown }
