import type { RunnableRule } from '@orchestrator/sdk/rule'
import type {
  CommandReply,
  Json,
  JsonObject,
  LogLevel,
  QueryReply,
  RunEvent,
  RuntimeAction,
  RuntimeCommand,
  RuntimeHttpRequest,
  RuntimeHttpResponse,
  RuntimeQuery,
  RuntimeScript,
  Step,
  WaitReply,
  WaitSource,
} from '@orchestrator/sdk/runtime'
import type { RunRef } from '@orchestrator/store'

// What the isolate and its activities say to each other: plain JSON, types only.
export type { RunRef }

/** What a playbook's workflow is started with. */
export interface PlaybookRunInput extends RunRef {
  readonly playbook: string
  /** null: it is too large for Temporal's history, the workflow asks for it. */
  readonly event: RunEvent | null
  /** How many events the run has, when these are several: the workflow asks for them. */
  readonly batch?: number
}

/** What a rule's workflow is started with. null: it is too large for Temporal's history, the workflow asks for both. */
export interface RuleRunInput extends RunRef {
  readonly given: RuleRunStart | null
}

/** The event that started a run, and the version of the rule that it met. */
export interface RuleRunStart {
  readonly event: RunEvent
  readonly rule: RunnableRule
}

/** Why a run did not complete, as the isolate tells it; which codes a row can have is looked at outside. */
export interface RunError {
  readonly code: string
  readonly message: string
  /** Lines of the playbook, innermost first. */
  readonly stack?: string | undefined
}

export type RunEnd =
  | { readonly status: 'completed'; readonly result: Json | null }
  | { readonly status: 'failed'; readonly error: RunError }
  | { readonly status: 'canceled'; readonly error?: RunError }

/** `over`: an event was there already, or the run is done over and this wait ended before. */
export type BegunWait =
  | { readonly over: true; readonly reply: WaitReply }
  | {
      readonly over: false
      readonly waitId: string
      readonly remainingMs: number | null
      readonly expiresAt: string | null
    }

/** Short and idempotent, so they run inside the workflow task: a database transaction each. */
export interface PlaybookLocalActivities {
  loadEvent(input: { run: RunRef }): Promise<RunEvent>
  /** Events of a batch from a place on, as many as may go through Temporal's history at once. */
  loadEvents(input: { run: RunRef; from: number }): Promise<readonly RunEvent[]>
  command(input: { run: RunRef; step: Step; commands: readonly RuntimeCommand[] }): Promise<readonly CommandReply[]>
  query(input: { run: RunRef; step: Step; query: RuntimeQuery }): Promise<QueryReply>
  /** How long is left, in milliseconds: less than asked for when the run is done over, 0 when this sleep is over. */
  beginSleep(input: { run: RunRef; step: Step; milliseconds: number }): Promise<number>
  endSleep(input: { run: RunRef; step: Step; canceled: boolean }): Promise<void>
  beginWait(input: {
    run: RunRef
    step: Step
    /** null: the run has none, its row wakes it. */
    workflowId: string | null
    sources: readonly WaitSource[]
    timeoutMs: number | null
  }): Promise<BegunWait>
  /** Takes the wait away and answers what it came to: an event that arrived together with the timeout counts. */
  endWait(input: { run: RunRef; step: Step; waitId: string; canceled: boolean }): Promise<WaitReply>
  finish(input: { run: RunRef; end: RunEnd }): Promise<void>
}

/** They leave the database: each is scheduled by the server, with a timeout and retries of its own. */
export interface PlaybookActivities {
  http(input: { run: RunRef; step: Step; request: RuntimeHttpRequest }): Promise<RuntimeHttpResponse>
  script(input: { run: RunRef; step: Step; script: RuntimeScript }): Promise<{ value: Json }>
  step(input: {
    run: RunRef
    step: Step
    playbook: string
    name: string
    args: readonly Json[]
    timeoutMs: number
    attempts: number
  }): Promise<{ value: Json | null }>
}

/** Done in the process that has the credentials, whichever process the run is in. */
export interface ConnectorActivities {
  connectorAction(input: { run: RunRef; step: Step; action: RuntimeAction }): Promise<{ output: Json }>
}

/** What the relay (or a person in the Temporal UI) says to a waiting run. It may come more than once. */
export interface WaitSignal {
  readonly waitId: string
}

export type PlaybookSinks = {
  playbook: { log(run: RunRef, playbook: string, level: LogLevel, message: string, fields: JsonObject): void }
}
