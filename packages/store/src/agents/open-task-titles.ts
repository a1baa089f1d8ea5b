import type { Tx } from '../connection.ts'

/** e.g. `WEB-12`, and its title. */
export interface OpenTaskTitle {
  readonly identifier: string
  readonly title: string
}

/** What is open in a project, the newest first. */
export const openTaskTitles = (tx: Tx, workspaceId: string, projectId: string, most: number) =>
  tx<OpenTaskTitle[]>`
    select identifier, title from tasks
    where workspace_id = ${workspaceId} and project_id = ${projectId} and deleted_at is null and archived_at is null
      and status not in ('completed', 'canceled')
    order by number desc limit ${most}`
