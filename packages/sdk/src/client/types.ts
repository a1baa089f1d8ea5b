import type { CommandMap, CommandType } from '../generated/commands.ts'
import type { Actor, ApiKey, Permission, Role } from '../generated/entities.ts'
import type { Json, Timestamp } from '../json.ts'

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

export type RunStatus = 'queued' | 'running' | 'completed' | 'failed' | 'canceled' | 'skipped'

/** One automation started by one event. */
export interface Run {
  readonly id: string
  readonly kind: 'rule' | 'playbook'
  /** The rule's or playbook's id. */
  readonly automationId: string
  readonly name: string
  /** The rule's version, or the hash of the playbook's bundle. */
  readonly version: string
  readonly eventSeq: number
  readonly eventId: string
  readonly eventType: string
  readonly subjectType: string
  readonly subjectId: string
  readonly projectId: string | null
  readonly status: RunStatus
  readonly error: { readonly code: string; readonly message: string } | null
  readonly result: Json
  /** Its workflow in Temporal; null: none yet. */
  readonly workflowId: string | null
  readonly attempts: number
  readonly createdAt: Timestamp
  readonly startedAt: Timestamp | null
  readonly endedAt: Timestamp | null
}

/** One awaited call of a run. */
export interface RunStep {
  /** From 0. */
  readonly step: number
  readonly kind: string
  readonly name: string
  readonly status: 'running' | 'completed' | 'failed' | 'canceled'
  readonly input: Json
  readonly output: Json
  readonly error: { readonly code: string; readonly message: string } | null
  readonly attempts: number
  readonly startedAt: Timestamp
  readonly endedAt: Timestamp | null
}

export interface RunWithSteps extends Run {
  readonly steps: readonly RunStep[]
}

/** A command of a batch; without an id it gets one. */
export type BatchCommand = {
  [T in CommandType]: { readonly id?: string; readonly type: T; readonly data: CommandMap[T] }
}[CommandType]

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
