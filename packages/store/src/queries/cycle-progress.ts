import { type Cycle, type CycleProgress, cycleProgress, type TaskMoment } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import { getEntity } from './get-entity.ts'

/**
 * How a cycle's scope came about, day by day, out of the log; undefined: there is no such cycle.
 * @param asOf look no further; default: until it was completed, or now
 */
export async function getCycleProgress(
  tx: Tx,
  workspaceId: string,
  id: string,
  asOf?: string,
): Promise<CycleProgress | undefined> {
  const [found, zones, moments] = await Promise.all([
    getEntity(tx, workspaceId, 'cycle', id),
    tx<{ timeZone: string }[]>`select time_zone from workspaces where workspace_id = ${workspaceId}`,
    readMoments(tx, workspaceId, id, asOf ?? 'infinity'),
  ])
  if (!found) return undefined
  const cycle = found as unknown as Cycle
  return cycleProgress(cycle, moments, {
    timeZone: zones[0]?.timeZone ?? 'UTC',
    until: asOf ?? cycle.completedAt ?? new Date().toISOString(),
  })
}

/** All events of tasks that have ever been in it; those after its completion carry what was left elsewhere. */
const readMoments = (tx: Tx, workspaceId: string, id: string, asOf: string) => tx<TaskMoment[]>`
  select e.subject_id as task_id, e.occurred_at, e.type = 'task.deleted' as deleted,
    e.data->'task'->>'cycleId' as cycle_id, e.data->'task'->>'status' as status,
    (e.data->'task'->>'estimatePoints')::float8 as estimate_points, (e.data->'task'->>'estimatedMinutes')::int as estimated_minutes
  from events e
  where e.workspace_id = ${workspaceId} and e.subject_type = 'task' and e.occurred_at <= ${asOf}
    and e.subject_id = any(array(select task_id from cycle_tasks where workspace_id = ${workspaceId} and cycle_id = ${id}))
    and e.seq < coalesce(
      (select min(c.seq) from events c where c.workspace_id = ${workspaceId} and c.subject_id = ${id} and c.type = 'cycle.completed'),
      9223372036854775807)
  order by e.seq`
