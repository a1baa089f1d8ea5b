import type { AnyEvent, RunOnEvent } from '@orchestrator/domain'
import type { Json, JsonObject, RuntimeQuery } from '@orchestrator/sdk/runtime'

/** A row of the workspace as people see it. */
export type Row = Readonly<Record<string, unknown>> & { readonly id: string }

export interface EventQuery {
  readonly after: number
  readonly limit: number
  readonly types?: readonly string[] | undefined
  readonly subjectId?: string | undefined
  readonly projectId?: string | undefined
}

export interface EventPage {
  readonly events: readonly AnyEvent[]
  /** Up to here nothing that matches is missing. */
  readonly position: number
  /** false: what matches may lie behind `position`. */
  readonly atHead: boolean
}

/** One awaited call of a run that took place. */
export interface RecordedStep {
  readonly step: number
  readonly kind: string
  readonly name: string
  readonly status: string
  readonly input: Json
  readonly output: Json
  readonly error: { readonly code: string; readonly message: string } | null
}

export type RowFilter = Readonly<Record<string, string | readonly string[] | null>>

/** What a simulation reads: the log, the workspace as it is now, and what ran. It can change nothing. */
export interface Source {
  events(query: EventQuery): Promise<EventPage>
  /** Rows as they are now, by their fields (none: all of a small collection). */
  rows(kind: string, by: RowFilter): Promise<readonly Row[]>
  /** A list as it is now, as a run asks for it. */
  list(
    query: Extract<RuntimeQuery, { op: 'list' }>,
  ): Promise<{ readonly items: readonly JsonObject[]; readonly nextCursor: string | null }>
  /** First runs of an automation on events after a seq and up to another, in the order of the log; retries are not among them. */
  runs(query: {
    readonly automationId: string
    readonly after: number
    readonly upTo: number
    /** Those beyond so many may be left out; fewer are all. */
    readonly limit: number
  }): Promise<readonly RunOnEvent[]>
  /** The members behind events, and those who asked for a run or for one in whose chain it is; as far as is known. */
  membersBehind(query: {
    readonly eventIds: readonly string[]
    readonly runId: string | null
  }): Promise<readonly string[]>
  steps(runId: string): Promise<readonly RecordedStep[]>
}
