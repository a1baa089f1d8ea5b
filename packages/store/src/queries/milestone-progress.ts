import type { MilestoneProgress } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import { getEntity } from './get-entity.ts'

interface Row {
  readonly status: string
  readonly tasks: number
  readonly points: number
  readonly minutes: number
}

/** How far a milestone's tasks have come; undefined: there is no such milestone. */
export async function getMilestoneProgress(
  tx: Tx,
  workspaceId: string,
  id: string,
): Promise<MilestoneProgress | undefined> {
  const [milestone, rows] = await Promise.all([
    getEntity(tx, workspaceId, 'milestone', id),
    tx<Row[]>`
      select status, count(*)::int as tasks, coalesce(sum(estimate_points), 0)::float8 as points, coalesce(sum(estimated_minutes), 0)::int as minutes
      from tasks where workspace_id = ${workspaceId} and milestone_id = ${id} and deleted_at is null and status <> 'canceled' group by 1`,
  ])
  if (!milestone) return undefined
  const sum = (wanted: (status: string) => boolean) => {
    const total = { tasks: 0, points: 0, minutes: 0 }
    for (const row of rows.filter(({ status }) => wanted(status))) {
      total.tasks += row.tasks
      total.points += row.points
      total.minutes += row.minutes
    }
    return total
  }
  return {
    milestoneId: id,
    scope: sum(() => true),
    started: sum((status) => status === 'started'),
    completed: sum((status) => status === 'completed'),
  }
}
