import type { ConnectionStatus, ConnectionTrouble } from '../generated/entities.ts'
import type { Timestamp } from '../json.ts'

export interface BackfillProgress {
  readonly state: 'none' | 'running' | 'paused' | 'done'
  readonly done: number
  /** null: the service does not say. */
  readonly total: number | null
  readonly remaining: number | null
  readonly perMinute: number | null
  readonly startedAt: Timestamp | null
  readonly endedAt: Timestamp | null
  /** What is wrong with the mapping holds one that runs; then it is tried again by itself. */
  readonly heldUntil: Timestamp | null
}

export interface MappingHealth {
  readonly mappingId: string
  readonly projectId: string
  readonly containerKey: string
  readonly enabled: boolean
  /** Things that are kept the same. */
  readonly items: number
  /** Things there whose tasks were deleted here; a backfill with `restore` makes them anew. */
  readonly leftOut: number
  /** Tasks that are archived here: they and their items are left as they are. */
  readonly archived: number
  /** The service tells of changes; else it is asked for them. */
  readonly subscribed: boolean
  /** Why the service does not take it that it shall tell; null: it does, or was not asked to. */
  readonly subscriptionRefused: string | null
  readonly nextPullAt: Timestamp | null
  /** What is wrong with it, and what to do; gone as soon as it works. */
  readonly trouble: ConnectionTrouble | null
  readonly backfill: BackfillProgress
}

export interface ConnectionHealth {
  readonly status: ConnectionStatus
  /** What is wrong, and what to do. `mapping_trouble`: `mappings[].trouble` says what. */
  readonly trouble: ConnectionTrouble | null
  readonly lastSyncAt: Timestamp | null
  readonly dueAt: Timestamp | null
  /** Until then the service wants no requests. */
  readonly throttledUntil: Timestamp | null
  /** Things that changed and are not yet the same on both sides. */
  readonly waiting: number
  readonly oldestAt: Timestamp | null
  /** Of these, the ones that were tried in vain. */
  readonly failing: number
  readonly lastError: string | null
  /** Those, the longest first; at most 50. */
  readonly failures: readonly SyncFailure[]
  readonly unreadDeliveries: number
  /** Of the last 14 days: signed, and in a form that the service does not document. */
  readonly unreadableDeliveries: {
    readonly count: number
    readonly lastAt: Timestamp | null
    readonly lastError: string | null
  }
  readonly openConflicts: number
  readonly mappings: readonly MappingHealth[]
  /** What items have there that is nothing here, and stays there: labels that cannot be tags, options, people. */
  readonly notTakenOver: readonly {
    readonly mappingId: string
    readonly field: string
    readonly value: string
    readonly items: number
  }[]
  /** Of an MCP server: the tools that agents may call. */
  readonly tools: readonly {
    readonly name: string
    readonly trusted: boolean
    readonly allowedAt: Timestamp
    /** Since when the server says something else of it: nobody calls it until it is allowed again. */
    readonly changedAt: Timestamp | null
  }[]
}

/** Something that could not be kept in step. */
export interface SyncFailure {
  readonly mappingId: string
  readonly entityKind: 'task' | 'comment' | 'time_entry' | null
  /** The thing here; null: there is none yet. */
  readonly entityId: string | null
  /** The item there; null: there is none yet. */
  readonly externalId: string | null
  readonly key: string | null
  readonly title: string | null
  readonly url: string | null
  readonly code: string
  readonly message: string
  readonly attempts: number
  readonly since: Timestamp
  readonly nextAt: Timestamp
}
