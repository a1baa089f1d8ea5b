import type { ProjectChanges } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import type { DigestRequest } from './read-digest.ts'

/** Of each kind of change in a project so many lines are shown, the most urgent and latest first. */
const linesOfKind = 3

type Line = ProjectChanges['lines'][number]
interface Row extends Line {
  readonly projectId: string
  readonly project: string
  readonly total: number
}

/** What was done, made, moved and given up in some projects. */
export async function readChanges(
  tx: Tx,
  { workspaceId, from, until }: DigestRequest,
  projects: readonly string[],
): Promise<ProjectChanges[]> {
  if (projects.length === 0) return []
  const rows = await tx<Row[]>`
    with touched as (
      select * from tasks t
      where t.workspace_id = ${workspaceId} and t.deleted_at is null and t.project_id = any(${projects as string[]}::uuid[])
        and t.updated_at >= ${from}
    ), changes as (
      select t.*, 'created' as kind, t.created_at as at, null::date as "from", null::date as "to" from touched t
      where t.created_at >= ${from} and t.created_at < ${until}
      union all
      select t.*, t.status as kind, coalesce(t.completed_at, t.canceled_at) as at, null, null from touched t
      where t.status in ('completed', 'canceled') and coalesce(t.completed_at, t.canceled_at) >= ${from}
        and coalesce(t.completed_at, t.canceled_at) < ${until}
      union all
      select t.*, 'moved' as kind, e.occurred_at as at, e.before as "from", t.due_date as "to"
      from touched t cross join lateral (
        select e.occurred_at, (e.data->'changes'->'dueDate'->>'before')::date as before from events e
        where e.workspace_id = ${workspaceId} and e.subject_id = t.id and e.occurred_at >= ${from} and e.occurred_at < ${until}
          and jsonb_exists(e.data->'changes', 'dueDate')
        order by e.seq limit 1
      ) e
      where t.status not in ('completed', 'canceled') and e.before is distinct from t.due_date
    ), ranked as (
      select c.*, (count(*) over (partition by project_id, kind))::int as total, row_number() over (
        partition by project_id, kind
        order by array_position(array['urgent', 'high', 'medium', 'low', 'none'], priority), at desc, id
      ) as place from changes c
    )
    select r.project_id, p.name as project, r.kind, r.id as task_id, r.identifier, r.title, r."from", r."to", r.total
    from ranked r join projects p on p.workspace_id = ${workspaceId} and p.id = r.project_id
    where r.place <= ${linesOfKind}
    order by p.name, p.id, array_position(array['completed', 'created', 'moved', 'canceled'], r.kind), r.place`
  return [...Map.groupBy(rows, ({ projectId }) => projectId)].map(([projectId, lines]) => {
    const count = (kind: Line['kind']) => lines.find((line) => line.kind === kind)?.total ?? 0
    return {
      projectId,
      project: lines[0]?.project ?? '',
      ...{
        completed: count('completed'),
        created: count('created'),
        moved: count('moved'),
        canceled: count('canceled'),
      },
      lines: lines.map(({ kind, taskId, identifier, title, from, to }) => ({
        kind,
        taskId,
        identifier,
        title,
        from,
        to,
      })),
    }
  })
}
