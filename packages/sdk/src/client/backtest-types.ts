import type { RuleCreateInput } from '../generated/commands.ts'
import type { Json, Timestamp } from '../json.ts'

/** What of the past a rule is tried on. */
export interface SimulateRuleInput {
  /** The id of a saved rule, or a whole definition; with the id of a saved rule it is an edit of that one. */
  readonly rule: string | RuleCreateInput
  /** An instant, or how long ago, e.g. `30 days`. */
  readonly since: Timestamp | number
  readonly until?: Timestamp
  /** Goes on where an earlier report ended: its `next`. */
  readonly after?: number
  /** About so many events that it meets; default 1,000. */
  readonly limit?: number
  readonly examples?: number
  /** What becomes of approvals that nobody answered in truth; default `approve`. */
  readonly answers?: 'approve' | 'reject' | 'none'
}

export interface BacktestEvent {
  readonly seq: number
  readonly id: string
  readonly type: string
  readonly occurredAt: Timestamp
  readonly subject: { readonly type: string; readonly id: string }
  readonly title: string | null
}

export interface BacktestEffect {
  readonly step: number
  readonly kind: 'command' | 'http' | 'step' | 'script' | 'action'
  /** As it is counted, e.g. `task.create`. */
  readonly what: string
  readonly summary: string
  /** In the time of the log. */
  readonly at: Timestamp | null
  readonly data: Readonly<Record<string, Json>>
}

export interface BacktestDifferencePart {
  readonly count: number
  readonly items: readonly {
    readonly event: BacktestEvent
    readonly runId: string | null
    /** Where they part; null: as a whole, or only at the end. */
    readonly step: number | null
    readonly before: string | null
    readonly after: string | null
  }[]
}

export interface BacktestDifference {
  readonly same: number
  readonly newlyMatches: BacktestDifferencePart
  readonly noLongerMatches: BacktestDifferencePart
  readonly otherEffects: BacktestDifferencePart
  /** Events from when it was not there or switched off. */
  readonly notInForce: number
  /** Runs that have not ended, and are the same so far. */
  readonly underWay: number
}

/** What a rule or playbook would have done. */
export interface BacktestReport {
  readonly automation: {
    readonly kind: 'rule' | 'playbook'
    readonly id: string | null
    readonly name: string
    readonly version: string | null
  }
  readonly since: Timestamp
  readonly until: Timestamp
  /** How many were looked at: those of its types. */
  readonly events: number
  readonly matched: number
  readonly runs: Readonly<Record<'completed' | 'failed' | 'waiting' | 'skipped', number>>
  readonly effects: readonly { readonly what: string; readonly count: number }[]
  readonly skipped: readonly { readonly code: string; readonly count: number }[]
  readonly failures: {
    readonly count: number
    readonly items: readonly {
      readonly event: BacktestEvent
      readonly error: { readonly code: string; readonly message: string }
    }[]
  }
  readonly examples: readonly {
    readonly event: BacktestEvent
    readonly status: 'completed' | 'failed' | 'waiting' | 'skipped'
    readonly effects: readonly BacktestEffect[]
    readonly waits: readonly string[]
    readonly elapsedMs: number
  }[]
  /** To the runs that took place, and to the version in force; null: not compared. */
  readonly differences: { readonly ran: BacktestDifference | null; readonly current: BacktestDifference | null }
  readonly assumed: readonly { readonly code: string; readonly count: number; readonly message: string }[]
  readonly notes: readonly string[]
  /** Where to go on; null: it is complete. */
  readonly next: number | null
}
