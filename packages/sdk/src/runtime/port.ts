import type { Json, JsonObject } from '../json.ts'

/** One awaited call of a run. Numbers are taken in call order, so a replay and a retry of the run give the same call the same number. */
export interface Step {
  /** From 0. */
  readonly n: number
  /** Stable name of the call, e.g. `tasks.create`, `sleep`, `http.post`, `steps.readInvoice`. */
  readonly name: string
  /** One line for people (≤ 200 characters), e.g. `tasks.create "Follow up: Login fails"`. */
  readonly summary: string
}

/** A command without its id: the port derives that from the run, the step and the place in the list. */
export interface RuntimeCommand {
  /** e.g. `task.create` */
  readonly type: string
  readonly data: JsonObject
}

/** What one command did. */
export interface CommandReply {
  readonly kind: string
  readonly id: string
  readonly version: number
  /** The entity right after the command, as an event's snapshot shows it; null where there is none (a sent event, a deletion). */
  readonly entity: JsonObject | null
}

export type EntityName = 'task' | 'project' | 'comment' | 'cycle' | 'milestone' | 'time_entry'

/** A read of the run's workspace, with the rights of the run. */
export type RuntimeQuery =
  | { readonly op: 'get'; readonly entity: EntityName; readonly id: string }
  | {
      readonly op: 'list'
      readonly entity: EntityName
      /** Equality filters by the names of the REST list parameters, e.g. `{ projectId, status: ['started'] }`. */
      readonly filter: JsonObject
      /** 1–200 */
      readonly limit: number
      readonly cursor: string | null
    }

/** `get` answers `{ item }`, `list` answers `{ items, nextCursor }`. */
export type QueryReply =
  | { readonly item: JsonObject | null }
  | { readonly items: readonly JsonObject[]; readonly nextCursor: string | null }

/** One kind of event that a wait takes. */
export interface WaitSource {
  /** Name within `waitFor.any`; `event` for a plain `waitFor`. */
  readonly key: string
  readonly eventTypes: readonly string[]
  /** CEL with `event` and `params`; null takes every event of the types. The same text for every run of a playbook, so it can be indexed. */
  readonly condition: { readonly cel: string; readonly params: JsonObject } | null
  /** Only events with a greater `seq`: the trigger's, or that of the event which the same wait last returned. */
  readonly afterSeq: number
}

export interface WaitOptions {
  /** Milliseconds; null waits for ever. */
  readonly timeoutMs: number | null
}

/** The first event (lowest `seq`) that one of the sources takes; `key` names the source. null: the time is over. */
export type WaitReply = { readonly key: string; readonly event: RunEvent } | null

/** An event as JSON, in the catalogue's flat shape. */
export interface RunEvent {
  readonly id: string
  readonly workspaceId: string
  readonly seq: number
  readonly type: string
  readonly occurredAt: string
  readonly [field: string]: unknown
}

export interface RuntimeHttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Absolute, with its query. */
  readonly url: string
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
  /** Milliseconds for one try. */
  readonly timeoutMs: number
  /** Further tries after a failed first (no answer, 429, 502, 503, 504). */
  readonly retries: number
}

/** Any answer, whatever its status. No answer at all: the port throws {@link HttpError} with status 0. */
export interface RuntimeHttpResponse {
  readonly status: number
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A script that people wrote as text, and all that it sees. */
export interface RuntimeScript {
  /** The body of an async function of `input`, `event` and `log`. */
  readonly source: string
  readonly input: Json
  readonly event: RunEvent
  /** Of the processor, in milliseconds. */
  readonly timeoutMs: number
  readonly memoryMb: number
}

/** Something that a connected service does. */
export interface RuntimeAction {
  /** e.g. `github.createPullRequest` */
  readonly name: string
  readonly input: JsonObject
  /** The id or the name of a connection; null: the only one to this service. */
  readonly connection: string | null
  /** Further tries after one that failed for a reason that passes. */
  readonly retries: number
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/**
 * Everything that a run can do to the world. The worker implements it on Temporal, `@orchestrator/sdk/testing` in memory.
 * Refusals are thrown as `OrchestratorError` (its `code` is what playbooks catch).
 */
export interface RuntimePort {
  /** All or nothing, in one transaction. Answers in the same order. */
  command(step: Step, commands: readonly RuntimeCommand[]): Promise<readonly CommandReply[]>
  query(step: Step, query: RuntimeQuery): Promise<QueryReply>
  sleep(step: Step, milliseconds: number): Promise<void>
  waitFor(step: Step, sources: readonly WaitSource[], options: WaitOptions): Promise<WaitReply>
  http(step: Step, request: RuntimeHttpRequest): Promise<RuntimeHttpResponse>
  /** Calls the function `name` of the playbook's `steps.ts` in Node, by the manifest's `steps` options. */
  step(step: Step, name: string, args: readonly Json[]): Promise<Json | undefined>
  /** Runs a script in the sandbox. */
  script(step: Step, script: RuntimeScript): Promise<Json>
  /** Does something in a connected service, once. @returns what the service answered */
  action(step: Step, action: RuntimeAction): Promise<Json>
  log(level: LogLevel, message: string, fields: JsonObject): void
  /** Milliseconds since 1970, the same in a replay. */
  now(): number
}
