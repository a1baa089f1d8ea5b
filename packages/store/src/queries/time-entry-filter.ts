import type { Condition } from './keyset.ts'

export interface TimeEntryFilter {
  readonly taskId?: string | undefined
  readonly projectId?: string | undefined
  readonly memberId?: string | undefined
  readonly billable?: boolean | undefined
  readonly running?: boolean | undefined
  /** Begun at or after this instant. */
  readonly from?: string | undefined
  /** Begun before this instant. */
  readonly to?: string | undefined
}

export function timeEntryConditions(filter: TimeEntryFilter): Condition[] {
  const conditions: Condition[] = []
  const add = (sql: string, value: unknown) => value !== undefined && conditions.push({ sql, values: [value] })
  add('t.task_id = ?::uuid', filter.taskId)
  add('t.project_id = ?::uuid', filter.projectId)
  add('t.member_id = ?::uuid', filter.memberId)
  add('t.billable = ?::boolean', filter.billable)
  add('t.started_at >= ?::timestamptz', filter.from)
  add('t.started_at < ?::timestamptz', filter.to)
  if (filter.running !== undefined)
    conditions.push({ sql: `t.ended_at is ${filter.running ? '' : 'not '}null`, values: [] })
  return conditions
}
