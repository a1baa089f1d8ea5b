import type { Outlook } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import type { DigestRequest } from './read-digest.ts'
import { type ForecastChange, readForecasts } from './read-forecasts.ts'
import { readScopes } from './read-scopes.ts'

const most = 20

interface Row extends Omit<Outlook, 'moved' | 'health' | 'forecast' | 'atRisk' | 'added' | 'removed'> {
  readonly wasMoved: boolean
  readonly dateBefore: string | null
  readonly healthChanged: boolean
  readonly healthBefore: string | null
  readonly healthNow: string | null
}

/**
 * Projects, milestones and cycles whose date, health or forecast has changed, or whose date is near while work is left.
 */
export async function readOutlook(
  tx: Tx,
  request: DigestRequest,
  projects: readonly string[],
  soon: string,
): Promise<Outlook[]> {
  if (projects.length === 0) return []
  const forecasts = await readForecasts(tx, request, projects)
  const [dated, cycles] = await Promise.all([
    readDated(tx, request, projects, soon, [...forecasts.keys()]),
    readScopes(tx, request, projects),
  ])
  return [...dated.map((row) => outlookOf(row, soon, forecasts.get(row.id) ?? null)), ...cycles].slice(0, most)
}

const readDated = (
  tx: Tx,
  { workspaceId, from, until }: DigestRequest,
  projects: readonly string[],
  soon: string,
  forecast: string[],
) => tx<Row[]>`
  with things as (
    select 'milestone' as kind, m.id, m.name, p.name as project, m.target_date, null as health, m.id as milestone_id, p.id as project_id
    from milestones m join projects p on p.workspace_id = m.workspace_id and p.id = m.project_id
    where m.workspace_id = ${workspaceId} and m.project_id = any(${projects as string[]}::uuid[]) and m.completed_at is null
    union all
    select 'project', p.id, p.name, p.name, p.target_date, p.health, null, p.id from projects p
    where p.workspace_id = ${workspaceId} and p.id = any(${projects as string[]}::uuid[]) and p.status not in ('completed', 'canceled')
  ), seen as (
    select t.*, work.open, work.total, d.before is distinct from t.target_date and d.found as was_moved, d.before as date_before,
      h.before is distinct from t.health and h.found as health_changed, h.before as health_before, t.health as health_now
    from things t
    cross join lateral (
      select count(*)::int as total, (count(*) filter (where k.status <> 'completed'))::int as open from tasks k
      where k.workspace_id = ${workspaceId} and k.project_id = t.project_id and (t.milestone_id is null or k.milestone_id = t.milestone_id)
        and k.deleted_at is null and k.archived_at is null and k.status <> 'canceled'
    ) work
    left join lateral (
      select true as found, (e.data->'changes'->'targetDate'->>'before')::date as before from events e
      where e.workspace_id = ${workspaceId} and e.subject_id = t.id and e.occurred_at >= ${from} and e.occurred_at < ${until}
        and jsonb_exists(e.data->'changes', 'targetDate') order by e.seq limit 1
    ) d on true
    left join lateral (
      select true as found, e.data->'changes'->'health'->>'before' as before from events e
      where e.workspace_id = ${workspaceId} and e.subject_id = t.id and e.occurred_at >= ${from} and e.occurred_at < ${until}
        and jsonb_exists(e.data->'changes', 'health') order by e.seq limit 1
    ) h on t.kind = 'project'
  )
  select kind, id, name, project, target_date, open, total, coalesce(was_moved, false) as was_moved, date_before,
    coalesce(health_changed, false) as health_changed, health_before, health_now
  from seen where was_moved or health_changed or id = any(${forecast}::uuid[]) or (target_date <= ${soon} and open > 0)
  order by target_date nulls last, kind, name, id limit ${most}`

const outlookOf = (row: Row, soon: string, forecast: ForecastChange | null): Outlook => ({
  forecast,
  ...{ kind: row.kind, id: row.id, name: row.name, project: row.project, targetDate: row.targetDate },
  ...{ open: row.open, total: row.total, added: 0, removed: 0 },
  atRisk: row.targetDate !== null && row.targetDate <= soon && row.open > 0,
  moved: row.wasMoved ? { from: row.dateBefore, to: row.targetDate } : null,
  health: row.healthChanged ? { from: row.healthBefore, to: row.healthNow } : null,
})
