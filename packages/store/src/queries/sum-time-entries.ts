import type { TimeGrouping, TimeSummary } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import { joinConditions } from './keyset.ts'
import { type TimeEntryFilter, timeEntryConditions } from './time-entry-filter.ts'

const mostGroups = 1_000

/** An entry counts on the day on which it began. */
const keys: Readonly<Record<TimeGrouping, string>> = {
  task: 't.task_id::text',
  member: 't.member_id::text',
  project: 't.project_id::text',
  day: "to_char(t.started_at at time zone (select time_zone from workspaces where workspace_id = $1), 'YYYY-MM-DD')",
}

type Item = TimeSummary['items'][number]

/** How much time was worked, by task, member, project or day. Timers that run do not count yet. */
export async function sumTimeEntries(
  tx: Tx,
  workspaceId: string,
  filter: TimeEntryFilter,
  groupBy: TimeGrouping,
): Promise<TimeSummary> {
  const parameters: unknown[] = [workspaceId]
  const conditions = joinConditions(timeEntryConditions(filter), parameters)
  const text = `
    with groups as (
      select ${keys[groupBy]} as key, count(*)::int as entries, sum(t.minutes)::int as minutes,
        coalesce(sum(t.minutes) filter (where t.billable), 0)::int as billable_minutes
      from time_entries t where t.workspace_id = $1 and t.ended_at is not null${conditions} group by 1
    )
    select g.*, coalesce(sum(entries) over (), 0)::int as all_entries, coalesce(sum(minutes) over (), 0)::int as all_minutes,
      coalesce(sum(billable_minutes) over (), 0)::int as all_billable_minutes
    from groups g order by ${groupBy === 'day' ? 'key' : 'minutes desc, key'} limit ${mostGroups}`
  type Row = Item & { allEntries: number; allMinutes: number; allBillableMinutes: number }
  const [zones, rows] = await Promise.all([
    tx<{ timeZone: string }[]>`select time_zone from workspaces where workspace_id = ${workspaceId}`,
    tx.unsafe<Row[]>(text, parameters as never[], { prepare: true }),
  ])
  const [first] = rows
  return {
    groupBy,
    timeZone: zones[0]?.timeZone ?? 'UTC',
    total: {
      entries: first?.allEntries ?? 0,
      minutes: first?.allMinutes ?? 0,
      billableMinutes: first?.allBillableMinutes ?? 0,
    },
    items: rows.map(({ key, entries, minutes, billableMinutes }) => ({ key, entries, minutes, billableMinutes })),
  }
}
