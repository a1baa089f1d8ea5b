import type { AnyEvent } from '@orchestrator/domain'
import { type EventRow, toEvent } from '../automation/event-row.ts'
import type { Tx } from '../connection.ts'
import { type Condition, joinConditions } from './keyset.ts'

export interface LogRequest {
  readonly after: number
  readonly limit: number
  readonly types?: readonly string[] | undefined
  readonly subjectId?: string | undefined
  readonly projectId?: string | undefined
  /** Types that the reader may not see. */
  readonly hiddenTypes: readonly string[]
}

export interface LogPage {
  readonly events: readonly AnyEvent[]
  /** Up to here nothing that matches is missing: where to read on. */
  readonly position: number
  /** false: what matches may lie between `position` and the head. */
  readonly atHead: boolean
}

/** A page of the log and the head as of the same moment: one statement, so one snapshot. */
export async function readLog(tx: Tx, workspaceId: string, request: LogRequest): Promise<LogPage> {
  const { after, limit } = request
  const parameters: unknown[] = [workspaceId, after, limit]
  const conditions = joinConditions(conditionsOf(request), parameters)
  const rows = await tx.unsafe<(EventRow & { head: number })[]>(
    `select head.seq as head, e.* from (select seq from workspace_heads where workspace_id = $1) head
     left join lateral (select * from events t where t.workspace_id = $1 and t.seq > $2${conditions} order by t.seq limit $3) e on true
     order by e.seq`,
    parameters as never[],
    { prepare: true },
  )
  const events = rows.flatMap(({ head: _, ...row }) => (row.seq === null ? [] : [toEvent(row)]))
  const full = events.length === limit
  const end = full ? (events.at(-1)?.seq ?? after) : (rows[0]?.head ?? 0)
  return { events, position: Math.max(after, end), atHead: !full }
}

/** Events from the newest back, those before a seq if it is given. */
export async function readLogBackwards(
  tx: Tx,
  workspaceId: string,
  request: Omit<LogRequest, 'after'> & { readonly before: number | undefined },
): Promise<AnyEvent[]> {
  const { before, limit } = request
  const parameters: unknown[] = [workspaceId]
  const older = before === undefined ? [] : [{ sql: 't.seq < ?::bigint', values: [before] }]
  const conditions = joinConditions([...older, ...conditionsOf(request)], parameters)
  parameters.push(limit)
  const text = `select * from events t where t.workspace_id = $1${conditions} order by t.seq desc limit $${parameters.length}`
  return (await tx.unsafe<EventRow[]>(text, parameters as never[], { prepare: true })).map(toEvent)
}

function conditionsOf({ types, subjectId, projectId, hiddenTypes }: Omit<LogRequest, 'after'>): Condition[] {
  const conditions: Condition[] = []
  if (types) conditions.push({ sql: 't.type = any(?::text[])', values: [types] })
  if (subjectId) conditions.push({ sql: 't.subject_id = ?::uuid', values: [subjectId] })
  if (projectId) conditions.push({ sql: 't.project_id = ?::uuid', values: [projectId] })
  if (hiddenTypes.length > 0) conditions.push({ sql: 't.type <> all(?::text[])', values: [hiddenTypes] })
  return conditions
}

/** The events of a range of the log, both ends included. */
export async function eventsBetween(tx: Tx, workspaceId: string, first: number, last: number): Promise<AnyEvent[]> {
  const rows = await tx<
    EventRow[]
  >`select * from events where workspace_id = ${workspaceId} and seq between ${first} and ${last} order by seq`
  return rows.map(toEvent)
}
