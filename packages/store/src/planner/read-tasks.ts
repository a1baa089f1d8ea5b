import type { DoneTask, OpenTask, PlanContext, PlanUnit } from '@orchestrator/domain'
import type postgres from 'postgres'
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

/** The project's open tasks, and what these members have been given in others; and how many more there are. */
export async function readOpen(
  tx: Tx,
  { workspaceId, projectId }: Place,
  unit: PlanUnit,
  memberIds: readonly string[],
): Promise<Pick<PlanContext, 'open' | 'openLeftOut'>> {
  const columns = tx`
    id, identifier, project_id, title, tags, assignee_id, status, parent_id, milestone_id, start_date, due_date,
    ${unit === 'minutes' ? tx`estimated_minutes` : tx`estimate_points`} as amount,
    ${unit === 'minutes' ? tx`coalesce(actual_minutes, 0)` : tx`0`} as spent`
  const ofProject = tx`
    from tasks where workspace_id = ${workspaceId} and project_id = ${projectId} and deleted_at is null and archived_at is null
      and status not in ('completed', 'canceled')`
  const ofMembers = tx`
    from tasks where workspace_id = ${workspaceId} and project_id <> ${projectId} and assignee_id = any(${memberIds as string[]}::uuid[])
      and deleted_at is null and archived_at is null and status in ('unstarted', 'started')`
  const [own, others] = await Promise.all([
    tx<OpenTask[]>`select ${columns} ${ofProject} order by coalesce(due_date, 'infinity'), id limit ${mostOpen}`,
    tx<OpenTask[]>`select ${columns} ${ofMembers} order by id limit ${mostOpen}`,
  ])
  return {
    open: [...own, ...others],
    openLeftOut: { own: await leftOut(tx, ofProject, own), others: await leftOut(tx, ofMembers, others) },
  }
}

/** Counted only where not all were read. */
async function leftOut(
  tx: Tx,
  those: postgres.PendingQuery<postgres.Row[]>,
  read: readonly OpenTask[],
): Promise<number> {
  if (read.length < mostOpen) return 0
  const [all] = await tx<{ count: number }[]>`select count(*)::int ${those}`
  return (all?.count ?? 0) - read.length
}

export const readRelations = (tx: Tx, { workspaceId, projectId }: Place) =>
  tx<{ fromTaskId: string; toTaskId: string }[]>`
    select from_task_id, to_task_id from task_relations
    where workspace_id = ${workspaceId} and project_id = ${projectId} and type in ('blocks', 'precedes') order by id`
