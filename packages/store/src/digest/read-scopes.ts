import { dateIn, type Outlook } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import type { DigestRequest } from './read-digest.ts'

interface Row {
  readonly id: string
  readonly name: string
  readonly project: string
  readonly endsAt: string
  readonly open: number
  readonly total: number
  readonly added: number
  readonly removed: number
}

/** Cycles under way whose scope has changed since they began, or whose planned end is past while work is left. */
export async function readScopes(
  tx: Tx,
  { workspaceId, from, until, timeZone }: DigestRequest,
  projects: readonly string[],
): Promise<Outlook[]> {
  const rows = await tx<Row[]>`
    select c.id, c.name, p.name as project, c.ends_at, s.open, s.total, s.added, s.removed
    from cycles c join projects p on p.workspace_id = c.workspace_id and p.id = c.project_id
    cross join lateral (
      select (count(*) filter (where is_in and k.status <> 'completed'))::int as open, (count(*) filter (where is_in))::int as total,
        (count(*) filter (where is_in and not was_in))::int as added, (count(*) filter (where was_in and not is_in))::int as removed
      from (
        select t.status, t.cycle_id = c.id and t.deleted_at is null and t.status <> 'canceled' as is_in,
          coalesce(case when e.found then e.before = c.id::text when t.created_at >= since.at then false else t.cycle_id = c.id end, false) as was_in
        from (select greatest(${from}::timestamptz, c.started_at) as at) since
        cross join cycle_tasks x join tasks t on t.workspace_id = x.workspace_id and t.id = x.task_id
        left join lateral (
          select true as found, e.data->'changes'->'cycleId'->>'before' as before from events e
          where e.workspace_id = ${workspaceId} and e.subject_id = t.id and e.occurred_at > since.at and e.occurred_at < ${until}
            and jsonb_exists(e.data->'changes', 'cycleId') order by e.seq limit 1
        ) e on true
        where x.workspace_id = ${workspaceId} and x.cycle_id = c.id
      ) k
    ) s
    where c.workspace_id = ${workspaceId} and c.project_id = any(${projects as string[]}::uuid[]) and c.started_at is not null
      and c.completed_at is null and (s.added + s.removed > 0 or (c.ends_at <= ${until} and s.open > 0))
    order by c.ends_at, c.id`
  return rows.map(({ endsAt, ...row }) => ({
    ...row,
    kind: 'cycle',
    // The first instant that is no part of it is often a midnight.
    targetDate: dateIn(timeZone, new Date(Date.parse(endsAt) - 1).toISOString()),
    atRisk: endsAt <= until && row.open > 0,
    ...{ moved: null, health: null, forecast: null },
  }))
}
