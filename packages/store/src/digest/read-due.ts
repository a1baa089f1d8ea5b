import type { DueTask } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import type { DigestRequest } from './read-digest.ts'

const most = 40

/** A member's open tasks with a date up to a day, the earliest first. */
export async function readDue(
  tx: Tx,
  { workspaceId, memberId }: DigestRequest,
  upTo: string,
): Promise<{ tasks: readonly DueTask[]; total: number }> {
  const rows = await tx<(DueTask & { total: number })[]>`
    select t.id, t.identifier, t.title, p.name as project, t.priority, t.due_date, (count(*) over ())::int as total
    from tasks t join projects p on p.workspace_id = t.workspace_id and p.id = t.project_id
    where t.workspace_id = ${workspaceId} and t.assignee_id = ${memberId} and t.deleted_at is null and t.archived_at is null
      and p.archived_at is null and t.status not in ('completed', 'canceled') and t.due_date <= ${upTo}
    order by t.due_date, array_position(array['urgent', 'high', 'medium', 'low', 'none'], t.priority), t.identifier limit ${most}`
  return { tasks: rows.map(({ total: _, ...task }) => task), total: rows[0]?.total ?? 0 }
}
