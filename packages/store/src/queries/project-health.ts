import {
  AppError,
  type CompletedCycle,
  healthWindow,
  type ProjectHealthReport,
  projectHealth,
  type TaskHistory,
  velocityCycles,
} from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import { getCycleProgress } from './cycle-progress.ts'
import { type HealthSpan, readBlocks, readTaskHistories, readTasksAt } from './task-histories.ts'

export interface HealthRequest {
  readonly projectId: string
  /** How many full weeks the window has. */
  readonly weeks: number
  /** An instant up to which the log is read, at the latest `now`. */
  readonly asOf: string | undefined
}

/**
 * How a project is doing now, or was at an instant, as the log had it then; undefined: there is no such project.
 *
 * What was done before the window and not touched since is summed by the database; of each other task its events are read, some thousand
 * tasks at a time, and a few fields are kept. So memory grows with the tasks that are open or were touched, and time with their events.
 * The time zone is the workspace's of today.
 *
 * @throws AppError invalid_input for an `asOf` before the project was made, or to come
 */
export async function getProjectHealth(
  tx: Tx,
  workspaceId: string,
  { projectId, weeks, asOf: asked }: HealthRequest,
): Promise<ProjectHealthReport | undefined> {
  const now = new Date().toISOString()
  const asOf = asked ?? now
  const [zones, exists, project] = await Promise.all([
    tx<{ timeZone: string }[]>`select time_zone from workspaces where workspace_id = ${workspaceId}`,
    tx`select from projects where workspace_id = ${workspaceId} and id = ${projectId} and deleted_at is null`,
    readProject(tx, workspaceId, projectId, asOf),
  ])
  if (exists.length === 0) return undefined
  if (asOf > now || !project) throw notThen()
  const window = healthWindow(asOf, weeks, zones[0]?.timeZone ?? 'UTC')
  const span = { workspaceId, projectId, from: window.from, asOf }
  const [settled, tasks, blocks, cycles, cycle] = await Promise.all([
    readSettled(tx, span),
    readTaskHistories(tx, span),
    readBlocks(tx, span),
    readCycles(tx, span),
    readOpenCycle(tx, span),
  ])
  const outside = await readOutside(tx, span, tasks, blocks)
  return projectHealth({ project, window, tasks, settled, outside, blocks, cycle, cycles })
}

/** Whether a project has more tasks than this. */
export async function hasMoreTasksThan(tx: Tx, workspaceId: string, projectId: string, most: number): Promise<boolean> {
  const rows = await tx`
    select from tasks where workspace_id = ${workspaceId} and project_id = ${projectId} limit ${most + 1}`
  return rows.length > most
}

function notThen(): AppError {
  const expected = 'an instant since the project was made, and not after now'
  return new AppError('invalid_input', `asOf: ${expected}`, {
    fields: [{ path: 'asOf', expected, code: 'invalid_input' }],
  })
}

async function readProject(
  tx: Tx,
  workspaceId: string,
  projectId: string,
  asOf: string,
): Promise<ProjectHealthReport['project'] | undefined> {
  const [project] = await tx<ProjectHealthReport['project'][]>`
    select subject_id as id, p.key, p.name, p."targetDate" as target_date
    from events e cross join lateral jsonb_to_record(e.data->'project') as p (key text, name text, "targetDate" text)
    where e.workspace_id = ${workspaceId} and e.subject_id = ${projectId} and e.subject_type = 'project' and e.occurred_at <= ${asOf}
    order by e.seq desc limit 1`
  return project
}

type Settled = { tasks: number; points: number; minutes: number; actualMinutes: number; firstTaskAt: string | null }

async function readSettled(tx: Tx, { workspaceId, projectId, from }: HealthSpan): Promise<Settled> {
  const [settled] = await tx<Settled[]>`
    select count(*)::int as tasks, coalesce(sum(estimate_points), 0)::float8 as points,
      coalesce(sum(estimated_minutes), 0)::float8 as minutes, coalesce(sum(actual_minutes), 0)::float8 as actual_minutes,
      min(created_at) as first_task_at
    from tasks
    where workspace_id = ${workspaceId} and project_id = ${projectId} and status = 'completed' and deleted_at is null and updated_at < ${from}`
  return settled ?? { tasks: 0, points: 0, minutes: 0, actualMinutes: 0, firstTaskAt: null }
}

/** The log has what each came to, also when it was deleted since. */
const readCycles = (tx: Tx, { workspaceId, projectId, asOf }: HealthSpan) =>
  tx<CompletedCycle[]>`
  select e.subject_id as id, e.data->'cycle'->>'name' as name, e.occurred_at as completed_at,
    e.data->'scope' as scope, e.data->'completed' as completed
  from events e
  where e.workspace_id = ${workspaceId} and e.type = 'cycle.completed' and e.project_id = ${projectId} and e.occurred_at <= ${asOf}
  order by e.seq desc limit ${velocityCycles}`.execute()

async function readOpenCycle(tx: Tx, { workspaceId, projectId, asOf }: HealthSpan) {
  const [open] = await tx<{ id: string }[]>`
    select id from cycles
    where workspace_id = ${workspaceId} and project_id = ${projectId} and started_at <= ${asOf} and (completed_at is null or completed_at > ${asOf})`
  return open ? ((await getCycleProgress(tx, workspaceId, open.id, asOf)) ?? null) : null
}

/** What blocks the project's tasks, or is blocked by them, and lies in other projects. */
async function readOutside(
  tx: Tx,
  span: HealthSpan,
  tasks: readonly TaskHistory[],
  blocks: readonly { from: string; to: string }[],
): Promise<readonly TaskHistory[]> {
  const own = new Set(tasks.map(({ taskId }) => taskId))
  const others = new Set(blocks.flatMap(({ from, to }) => [from, to]).filter((id) => !own.has(id)))
  return others.size === 0 ? [] : readTasksAt(tx, span, [...others])
}
