import type { DoneTask, OpenTask, PlanUnit } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'

/** What is older says less of how a team works today. */
const mostDone = 2_000
/** Of a project; those of others are what its members have to do besides. */
const mostOpen = 5_000

interface Place {
  readonly workspaceId: string
  readonly projectId: string
}

/** In what most estimated tasks of the project are estimated; minutes where there are none. */
export async function readUnit(tx: Tx, { workspaceId, projectId }: Place): Promise<PlanUnit> {
  const [counts] = await tx<{ minutes: number; points: number }[]>`
    select count(estimated_minutes)::int as minutes, count(estimate_points)::int as points from tasks
    where workspace_id = ${workspaceId} and project_id = ${projectId} and deleted_at is null`
  return counts && counts.points > counts.minutes ? 'points' : 'minutes'
}

/** The newest done tasks, those of the project first: another team's points are others, so in points there are no others. */
export const readDone = (tx: Tx, { workspaceId, projectId }: Place, unit: PlanUnit) =>
  tx<DoneTask[]>`
    select id, identifier, project_id, title, tags, assignee_id,
      ${unit === 'minutes' ? tx`coalesce(actual_minutes, estimated_minutes)` : tx`estimate_points`} as amount
    from tasks
    where workspace_id = ${workspaceId} and status = 'completed' and deleted_at is null
      ${unit === 'points' ? tx`and project_id = ${projectId}` : tx``}
    order by project_id = ${projectId} desc, completed_at desc, id limit ${mostDone}`

/** The project's open tasks, and what these members have been given in others. */
export async function readOpen(
  tx: Tx,
  { workspaceId, projectId }: Place,
  unit: PlanUnit,
  memberIds: readonly string[],
): Promise<OpenTask[]> {
  const columns = tx`
    id, identifier, project_id, title, tags, assignee_id, status, parent_id, milestone_id, start_date, due_date,
    ${unit === 'minutes' ? tx`estimated_minutes` : tx`estimate_points`} as amount,
    ${unit === 'minutes' ? tx`coalesce(actual_minutes, 0)` : tx`0`} as spent`
  const [own, others] = await Promise.all([
    tx<OpenTask[]>`
      select ${columns} from tasks
      where workspace_id = ${workspaceId} and project_id = ${projectId} and deleted_at is null and archived_at is null
        and status not in ('completed', 'canceled')
      order by coalesce(due_date, 'infinity'), id limit ${mostOpen}`,
    tx<OpenTask[]>`
      select ${columns} from tasks
      where workspace_id = ${workspaceId} and project_id <> ${projectId} and assignee_id = any(${memberIds as string[]}::uuid[])
        and deleted_at is null and archived_at is null and status in ('unstarted', 'started')
      order by id limit ${mostOpen}`,
  ])
  return [...own, ...others]
}

export const readRelations = (tx: Tx, { workspaceId, projectId }: Place) =>
  tx<{ fromTaskId: string; toTaskId: string }[]>`
    select from_task_id, to_task_id from task_relations
    where workspace_id = ${workspaceId} and project_id = ${projectId} and type in ('blocks', 'precedes') order by id`
