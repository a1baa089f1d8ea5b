import type { Tx } from '../connection.ts'

/** here: it can change. held: its task is archived, or was deleted with it. gone: it was deleted itself. */
export type Standing = 'here' | 'held' | 'gone'

/** How things stand that may be kept in step, of whatever kind. */
export async function standingOf(
  tx: Tx,
  workspaceId: string,
  entityIds: readonly string[],
): Promise<ReadonlyMap<string, Standing>> {
  if (entityIds.length === 0) return new Map()
  const rows = await tx<{ id: string; standing: Standing }[]>`
    select a.id, case when k.task_id is null then 'gone' when t.id is null or t.archived_at is not null then 'held' else 'here' end as standing
    from unnest(${entityIds as string[]}::uuid[]) a (id)
    left join lateral (
      select id as task_id from tasks where workspace_id = ${workspaceId} and id = a.id and deleted_at is null
      union all select task_id from comments where workspace_id = ${workspaceId} and id = a.id and deleted_at is null
      union all select task_id from time_entries where workspace_id = ${workspaceId} and id = a.id
    ) k on true
    left join tasks t on t.workspace_id = ${workspaceId} and t.id = k.task_id and t.deleted_at is null`
  return new Map(rows.map(({ id, standing }) => [id, standing]))
}
