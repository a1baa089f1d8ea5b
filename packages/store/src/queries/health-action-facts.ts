import {
  type ActionFacts,
  type ActionMember,
  type ActionMilestone,
  type ActionTask,
  healthAgent,
  type ProjectHealthReport,
} from '@orchestrator/domain'
import type { Tx } from '../connection.ts'

/** What was decided is not proposed again for so long: who is asked the same thing every day stops reading. */
const quietDays = 14
/** Of each member: more are not moved at once. */
const mostMovable = 20

/** What has to be known beside a report of now to say what could be done about it. */
export async function readActionFacts(tx: Tx, workspaceId: string, report: ProjectHealthReport): Promise<ActionFacts> {
  const place = { workspaceId, projectId: report.project.id }
  const lists = [report.overdue, report.unassigned, report.stale, ...report.blocked.map(({ waitsFor }) => waitsFor)]
  const ids = [...new Set(lists.flat().map(({ id }) => id))]
  const [tasks, members, milestones, decided] = await Promise.all([
    readTasks(tx, place, ids),
    readMembers(tx, place),
    readMilestones(tx, place),
    readDecided(tx, place),
  ])
  const movable = await readMovable(
    tx,
    place,
    members.map(({ id }) => id),
  )
  return { report, tasks: new Map(tasks.map((task) => [task.id, task])), members, movable, milestones, decided }
}

interface Place {
  readonly workspaceId: string
  readonly projectId: string
}

const columns = (tx: Tx) => tx`t.id, t.identifier, t.status, t.priority, t.assignee_id, t.due_date, t.updated_at`

const readTasks = (tx: Tx, { workspaceId, projectId }: Place, ids: readonly string[]) =>
  tx<ActionTask[]>`
  select ${columns(tx)} from tasks t
  where t.workspace_id = ${workspaceId} and t.project_id = ${projectId} and t.id = any(${ids}::uuid[]) and t.deleted_at is null and t.archived_at is null`.execute()

/** Who has a role in the project, or open tasks in it, and may work on them. */
const readMembers = (tx: Tx, { workspaceId, projectId }: Place) =>
  tx<ActionMember[]>`
  select m.id, m.name from members m
  left join project_members p on p.workspace_id = m.workspace_id and p.member_id = m.id and p.project_id = ${projectId}
  where m.workspace_id = ${workspaceId} and m.removed_at is null
    and (case when m.role = 'ADMIN' then m.role else coalesce(p.role, m.role) end) <> 'VIEWER'
    and (p.role is not null or exists (
      select from tasks t
      where t.workspace_id = m.workspace_id and t.project_id = ${projectId} and t.assignee_id = m.id and t.deleted_at is null
        and t.archived_at is null and t.status not in ('completed', 'canceled')
    ))
  order by m.id`.execute()

/** What nobody has begun, what is due last first. */
const readMovable = (tx: Tx, { workspaceId, projectId }: Place, memberIds: readonly string[]) =>
  tx<ActionTask[]>`
  select ${columns(tx)} from unnest(${memberIds}::uuid[]) as m (id) cross join lateral (
    select * from tasks o
    where o.workspace_id = ${workspaceId} and o.project_id = ${projectId} and o.assignee_id = m.id and o.deleted_at is null
      and o.archived_at is null and o.status in ('backlog', 'unstarted')
    order by o.due_date desc nulls first, o.number desc limit ${mostMovable}
  ) t`.execute()

const readMilestones = (tx: Tx, { workspaceId, projectId }: Place) =>
  tx<ActionMilestone[]>`
  select m.id, m.name, m.target_date, count(t.id)::int as open
  from milestones m left join tasks t on t.workspace_id = m.workspace_id and t.milestone_id = m.id and t.deleted_at is null
    and t.archived_at is null and t.status not in ('completed', 'canceled')
  where m.workspace_id = ${workspaceId} and m.project_id = ${projectId} and m.target_date is not null and m.completed_at is null
  group by m.workspace_id, m.id order by m.target_date, m.id`.execute()

/** Keys of operations that were decided lately, or wait in a patch that somebody has begun to decide about. */
async function readDecided(tx: Tx, { workspaceId, projectId }: Place): Promise<ReadonlySet<string>> {
  const rows = await tx<{ key: string }[]>`
    select distinct o->>'key' as key from patches p cross join lateral jsonb_array_elements(p.operations) o
    where p.workspace_id = ${workspaceId} and p.project_id = ${projectId} and p.author->>'agent' = ${healthAgent}
      and p.updated_at > now() - make_interval(days => ${quietDays})
      and ((o->>'decidedAt')::timestamptz > now() - make_interval(days => ${quietDays}) or p.status in ('partly_accepted', 'accepted'))`
  return new Set(rows.map(({ key }) => key))
}

/** The patch with actions for a project's health about which nobody has decided anything yet. */
export async function proposedHealthPatch(tx: Tx, workspaceId: string, projectId: string): Promise<string | undefined> {
  const [patch] = await tx<{ id: string }[]>`
    select id from patches
    where workspace_id = ${workspaceId} and project_id = ${projectId} and status = 'proposed' and author->>'agent' = ${healthAgent}
    order by created_at desc limit 1`
  return patch?.id
}
