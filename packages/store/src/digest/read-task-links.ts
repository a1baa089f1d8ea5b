import type { Digest } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'

/** Where people open a task in a connected service. */
export interface TaskLink {
  readonly taskId: string
  /** What it is called there, e.g. `acme/shop#12`; null: it has no name. */
  readonly key: string | null
  readonly connection: string
  readonly url: string
}

/** Of those tasks that are somewhere else too. */
export async function readTaskLinks(
  tx: Tx,
  workspaceId: string,
  taskIds: readonly string[],
): Promise<ReadonlyMap<string, readonly TaskLink[]>> {
  if (taskIds.length === 0) return new Map()
  const rows = await tx<TaskLink[]>`
    select x.entity_id as task_id, x.external_key as key, c.name as connection, x.url
    from external_items x join connections c on c.workspace_id = x.workspace_id and c.id = x.connection_id
    where x.workspace_id = ${workspaceId} and x.entity_id = any(${taskIds as string[]}::uuid[]) and x.entity_kind = 'task'
      and x.state = 'linked' and x.url is not null
    order by x.created_at, x.id`
  return Map.groupBy(rows, ({ taskId }) => taskId)
}

/** The tasks that a digest names. */
export const tasksIn = ({ due, changed }: Digest): string[] => [
  ...[...due.overdue, ...due.today, ...due.week].map(({ id }) => id),
  ...changed.flatMap(({ lines }) => lines.map(({ taskId }) => taskId)),
]
