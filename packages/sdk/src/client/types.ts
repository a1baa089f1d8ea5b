import type { CommandMap, CommandType } from '../generated/commands.ts'
import type {
  Actor,
  ApiKey,
  Flow,
  Permission,
  Role,
  RunError,
  RunErrorCode,
  WebhookVerification,
} from '../generated/entities.ts'
import type { CustomEvent, DomainEvent } from '../generated/events.ts'
import type { Timestamp } from '../json.ts'

export type { RunError, RunErrorCode } from '../generated/entities.ts'

/** An API key with its secret, which is shown this once. */
export interface NewApiKey extends ApiKey {
  readonly key: string
}

export interface ApiKeyInput {
  readonly name: string
  /** For whom it acts; default: for yourself. */
  readonly memberId?: string
  /** What it may at most; null: all that the member may. */
  readonly scopes?: readonly Permission[] | null
  readonly expiresAt?: Timestamp | null
}

/** Who the API key acts for. */
export interface Me {
  readonly workspaceId: string
  readonly actor: Actor
  readonly role: Role
  readonly scopes: readonly Permission[] | null
}

export type RunStatus = 'held' | 'queued' | 'running' | 'completed' | 'failed' | 'canceled' | 'skipped'

/** Why a run has not begun yet. */
export interface Held {
  readonly why: 'paused' | 'debounce' | 'batch' | 'overlap' | 'concurrency' | 'throttle' | 'rate' | 'next'
  /** In words. */
  readonly reason: string
  /** null: when others have ended, or the automation is resumed. */
  readonly nextTryAt: Timestamp | null
}

/** What of a rule or playbook is under way and what is held. */
export interface FlowOverview {
  readonly automationId: string
  readonly kind: 'rule' | 'playbook'
  readonly name: string
  readonly enabled: boolean
  readonly pausedAt: Timestamp | null
  readonly flow: Flow | null
  /** How many may start in a minute. */
  readonly maxPerMinute: number
  readonly startedLastMinute: number
  readonly held: number
  /** When the runs that wait are looked at next; null: none waits for a time. */
  readonly nextAdmissionAt: Timestamp | null
  /** By concurrency key, at most 100. */
  readonly keys: readonly { readonly key: string; readonly running: number; readonly held: number }[]
}

/** One automation started by one event. */
export interface Run {
  readonly id: string
  readonly kind: 'rule' | 'playbook'
  /** The playbook's name; null for a rule. */
  readonly playbook: string | null
  /** The rule's name at that time; null for a playbook. */
  readonly rule: string | null
  /** The id of the rule or playbook. */
  readonly automationId: string
  /** The rule's version, or the hash of the playbook's bundle. */
  readonly version: string
  readonly status: RunStatus
  /** Why it waits, while its status is `held`. */
  readonly held: Held | null
  /** Why it failed or was skipped. */
  readonly error: RunError | null
  /** What the playbook returned. */
  readonly result: unknown
  /** The event that started it. */
  readonly eventId: string
  readonly eventSeq: number
  readonly eventType: string
  /** All events of a batch; null: just the one. */
  readonly eventSeqs: readonly number[] | null
  /** When it is not to be begun any more. */
  readonly expiresAt: Timestamp | null
  readonly subject: { readonly type: string; readonly id: string }
  readonly projectId: string | null
  /** With whose rights it acts. */
  readonly memberId: string
  readonly scopes: readonly Permission[] | null
  readonly depth: number
  readonly correlationId: string
  /** The run that this one does again. */
  readonly retryOf: string | null
  /** The event by which somebody asked for it (a retry, an event played again); null: its event started it. */
  readonly requestSeq: number | null
  readonly attempts: number
  readonly workflowId: string | null
  /** When a run without a workflow goes on by itself, if nothing comes before. */
  readonly wakeAt: Timestamp | null
  /** The run in the Temporal UI. */
  readonly temporalUrl: string | null
  readonly cancelRequestedAt: Timestamp | null
  readonly createdAt: Timestamp
  readonly startedAt: Timestamp | null
  readonly endedAt: Timestamp | null
}

type ChangedFields = { readonly [field: string]: unknown } | null

/** What a step did to one entity. */
export interface StepChange {
  readonly subject: { readonly type: string; readonly id: string }
  /** Changed fields before; null: it did not exist. */
  readonly before: ChangedFields
  /** Changed fields after, all of them when it is new; null: it is gone. */
  readonly after: ChangedFields
  readonly events: readonly { readonly id: string; readonly seq: number; readonly type: string }[]
}

/** One awaited call of a run. */
export interface RunStep {
  /** From 0. */
  readonly step: number
  readonly kind: string
  readonly name: string
  readonly status: 'running' | 'completed' | 'failed' | 'canceled'
  /** In words. */
  readonly summary: string
  readonly input: unknown
  readonly output: unknown
  readonly error: RunError | null
  readonly attempts: number
  /** Of the first of `changes`. */
  readonly before: ChangedFields
  readonly after: ChangedFields
  readonly changes: readonly StepChange[]
  /** The run that did this step, which a retry has not done again; null: this run. */
  readonly originRunId: string | null
  readonly startedAt: Timestamp
  readonly endedAt: Timestamp | null
}

export interface RunDetail extends Run {
  /** The event that started it. */
  readonly event: DomainEvent | CustomEvent | null
  /** The triggers that listened to the event, with the values that decided; as its version had them. */
  readonly why: readonly TriggerExplanation[]
  readonly steps: readonly RunStep[]
}

/** One trigger of an automation, as an event met it or not. */
export interface TriggerExplanation {
  /** null: every event of its types. */
  readonly condition: string | null
  readonly matched: boolean
  /** The parts of the condition between `&&`. */
  readonly parts: readonly {
    readonly cel: string
    readonly matched: boolean
    /** Why it could not be told. */
    readonly error: string | null
    /** The fields that it read, e.g. `{ 'event.to': '"started"' }`. */
    readonly values: Readonly<Record<string, string>>
  }[]
}

/** Why an automation started on an event or did not. */
export interface AutomationExplanation {
  readonly kind: Run['kind']
  readonly automationId: string
  readonly name: string
  /** That was in force: the rule's version, or the hash of the playbook's bundle. */
  readonly version: string
  readonly reason: 'started' | 'skipped' | 'condition' | 'disabled' | 'not_looked_at'
  /** The reason in words, with the values that decided. */
  readonly message: string
  readonly run: Pick<Run, 'id' | 'status' | 'error'> | null
  readonly triggers: readonly TriggerExplanation[]
}

/** A run that was asked for. */
export interface RequestedRun {
  readonly eventId: string
  /** The run that will be; a moment later it is there. */
  readonly runId: string
}

/** The secret with which deliveries to a webhook are signed. */
/** An address at which one member can answer one approval. */
export interface ApprovalLink {
  readonly url: string
  readonly expiresAt: Timestamp
}

export interface WebhookSecret {
  readonly path: string
  readonly verify: WebhookVerification
  readonly secret: string
  /** The slug of the workspace. */
  readonly workspace: string
  /** Where deliveries go, below the API's address. */
  readonly url: string
}

/** A command of a batch; without an id it gets one. */
export type BatchCommand = {
  [T in CommandType]: { readonly id?: string; readonly type: T; readonly data: CommandMap[T] }
}[CommandType]

/** Which runs to do again; see the API's `POST /v1/runs/retry`. */
export interface BulkRetryInput {
  /** A playbook's name. */
  readonly playbook?: string
  /** A rule's id. */
  readonly rule?: string
  readonly errorCode?: RunErrorCode
  readonly since?: Timestamp
  readonly until?: Timestamp
  /** 1 to 500; default 100. The oldest come first. */
  readonly limit?: number
  readonly version?: 'current' | 'same'
  /** Only says which runs there are. */
  readonly dryRun?: boolean
}

export interface BulkRetry {
  /** How many failed runs there are of this kind that were not retried yet. */
  readonly matched: number
  readonly runs: readonly { readonly retryOf: string; readonly runId: string | null }[]
}

export interface CommandResult {
  readonly id: string
  readonly type: string
  /** false: the command was known, and this is its first result. */
  readonly applied: boolean
  readonly result: { readonly kind: string; readonly id: string; readonly version: number }
  /** The seq of its first event; null: nothing changed. */
  readonly firstSeq: number | null
  readonly lastSeq: number | null
}

/** What is asked of whoever starts something by hand. */
export interface ManualForm {
  /** JSON Schema; null: anything. */
  readonly input: { readonly [key: string]: unknown } | null
}

/** The next times of a schedule. */
export interface SchedulePreview {
  readonly timeZone: string
  readonly times: readonly Timestamp[]
}
