import type { StatusCategory } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'

/** How many tasks a project has in each status, without archived ones; a status without tasks is left out. */
export async function countTasksByStatus(
  tx: Tx,
  workspaceId: string,
  projectId: string,
): Promise<Partial<Record<StatusCategory, number>>> {
  const rows = await tx<{ status: StatusCategory; count: number }[]>`
    select status, count(*)::int as count from tasks
    where workspace_id = ${workspaceId} and project_id = ${projectId} and deleted_at is null and archived_at is null
    group by status`
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]))
}
