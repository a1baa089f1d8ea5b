import type { Approval, Comment, Cycle, Milestone, Patch, Project, Task, TimeEntry } from '../generated/entities.ts'
import type { Integrations } from '../generated/integrations.ts'
import type { Json, JsonObject, Timestamp } from '../json.ts'
import type { LogLevel, RunEvent, RuntimeHttpRequest, Step } from '../runtime/port.ts'

/** What a run did to the world, in order. */
export type Effect = { readonly step: number; readonly name: string; readonly at: Timestamp } & (
  | { readonly kind: 'command'; readonly type: string; readonly data: JsonObject; readonly entity: JsonObject | null }
  | {
      readonly kind: 'http'
      readonly method: string
      readonly url: string
      readonly body: string | null
      readonly status: number
    }
  | { readonly kind: 'step'; readonly args: readonly Json[]; readonly result: Json }
  | { readonly kind: 'script'; readonly script: string; readonly input: Json; readonly result: Json }
  | {
      readonly kind: 'action'
      readonly input: JsonObject
      readonly connection: string | null
      readonly output: Json
    }
)

/** Stands in for the sandbox of scripts. */
export type TestScripts = (call: { readonly script: string; readonly input: Json; readonly event: RunEvent }) => unknown

/** What an action of a connected service is called with beside its input. */
export interface TestAction {
  /** As the run said it. */
  readonly connection: string | null
  /** From 1. */
  readonly attempt: number
}

type Fake<F> = F extends (input: infer I, ...rest: never[]) => Promise<infer O>
  ? (input: I, call: TestAction) => O | Promise<O>
  : never

/**
 * Stand in for connected services, a function for each action. An `OrchestratorError` that one throws is what the service says no to;
 * with `provider_unavailable` or `provider_rate_limited` it is tried again.
 */
export type TestIntegrations = {
  readonly [P in keyof Integrations]?: { readonly [A in keyof Integrations[P]]?: Fake<Integrations[P][A]> }
}

export interface TestLog {
  readonly at: Timestamp
  readonly level: LogLevel
  readonly message: string
  readonly fields: JsonObject
}

/** A request as the test's `http` gets it. */
export interface TestHttpRequest extends RuntimeHttpRequest {
  /** The body as JSON. */
  json(): unknown
}

/** Answers the run's requests; an error that it throws is a connection that failed. */
export type TestHttp = (request: TestHttpRequest) => TestHttpResponse | Promise<TestHttpResponse>

export interface TestHttpResponse {
  /** Default 200. */
  readonly status?: number
  /** Lower-case names. */
  readonly headers?: Readonly<Record<string, string>>
  readonly json?: unknown
  readonly text?: string
}

/** The workspace as it is when the run ends (or when a later event is made). */
export interface TestWorld {
  readonly tasks: readonly Task[]
  readonly projects: readonly Project[]
  readonly comments: readonly Comment[]
  readonly approvals: readonly Approval[]
  readonly patches: readonly Patch[]
  readonly cycles: readonly Cycle[]
  readonly milestones: readonly Milestone[]
  readonly timeEntries: readonly TimeEntry[]
  /** Every event since the trigger, that included. */
  readonly events: readonly RunEvent[]
}

interface Ran extends TestWorld {
  readonly effects: readonly Effect[]
  readonly logs: readonly TestLog[]
  /** Every awaited call, in call order. */
  readonly steps: readonly Step[]
  /** How long the run took, in virtual milliseconds. */
  readonly elapsedMs: number
}

/**
 * How a run ended.
 *
 * - `completed`: `run` returned; see `result`.
 * - `failed`: `run` threw; see `error`.
 * - `stuck`: it waits for what never comes; `reason` says for what.
 * - `not_started`: the event starts no run; `reason` says which part of the condition was false, with the values.
 */
export type TestResult<R> =
  | (Ran & { readonly status: 'completed'; readonly result: R; readonly error: null; readonly reason: null })
  | (Ran & { readonly status: 'failed'; readonly result: null; readonly error: Error; readonly reason: string })
  | (Ran & {
      readonly status: 'stuck' | 'not_started'
      readonly result: null
      readonly error: null
      readonly reason: string
    })
