import type { Store } from '../store.ts'

/** So many events are read in one round. */
const mostEvents = 5_000

/** Workspaces whose log has grown since it was read for their connections. */
export async function syncBehind(store: Store, most: number): Promise<readonly string[]> {
  const rows = await store.sql<{ workspaceId: string }[]>`select workspace_id from sync_behind(${most})`
  return rows.map(({ workspaceId }) => workspaceId)
}

/**
 * Turns what is in a workspace's log into work for its connections: all changes of mapped projects, but those that the connection made
 * itself. In one transaction with the cursor, so nothing is missed or counted on.
 * @param spoken services that are told what happens, but of which nothing is kept in step
 * @returns whether there is more
 */
export async function readLogForSync(
  store: Store,
  workspaceId: string,
  spoken: readonly string[] = [],
): Promise<boolean> {
  return store.write(workspaceId, async (tx) => {
    const [cursor] = await tx<{ seq: number; head: number }[]>`
      select c.seq, h.seq as head from sync_cursors c join workspace_heads h on h.workspace_id = c.workspace_id
      where c.workspace_id = ${workspaceId} for update of c`
    if (cursor === undefined || cursor.seq >= cursor.head) return false
    const to = Math.min(cursor.head, cursor.seq + mostEvents)
    await tx`
      with changed as (
        select distinct on (m.connection_id, e.subject_id) m.connection_id, m.id as mapping_id, e.subject_type, e.subject_id
        from events e join mappings m on m.workspace_id = e.workspace_id and m.project_id = e.project_id
          join connections c on c.workspace_id = m.workspace_id and c.id = m.connection_id and c.provider <> all(${spoken as string[]}::text[])
        where e.workspace_id = ${workspaceId} and e.seq > ${cursor.seq} and e.seq <= ${to}
          -- What was done before is the backfill's.
          and e.occurred_at >= m.created_at
          and (e.subject_type = 'task' or (e.subject_type = 'comment' and m.comments) or (e.subject_type = 'time_entry' and m.time_entries))
          and not (e.actor->>'type' = 'connection' and e.actor->>'id' = m.connection_id::text)
        -- Of several mappings of a project one by which new tasks may go there.
        order by m.connection_id, e.subject_id, m.direction = 'in', not m.enabled, m.created_at, m.id
      ), added as (
        insert into sync_work (workspace_id, connection_id, mapping_id, key, entity_kind, entity_id, due_at, first_at)
        -- What is there goes the way by which it is there, and what hangs on a task goes with the task.
        select ${workspaceId}, o.connection_id, coalesce(x.mapping_id, t.mapping_id, o.mapping_id), o.subject_id, o.subject_type, o.subject_id, now(), now()
        from changed o
          left join comments c on c.workspace_id = ${workspaceId} and c.id = o.subject_id and o.subject_type = 'comment'
          left join time_entries e on e.workspace_id = ${workspaceId} and e.id = o.subject_id and o.subject_type = 'time_entry'
          left join external_items x on x.workspace_id = ${workspaceId} and x.connection_id = o.connection_id and x.entity_id = o.subject_id
          left join external_items t on t.workspace_id = ${workspaceId} and t.connection_id = o.connection_id and t.entity_id = coalesce(c.task_id, e.task_id)
        on conflict (workspace_id, connection_id, key) do update set changes = sync_work.changes + 1, due_at = now(), attempts = 0,
          mapping_id = excluded.mapping_id
        returning connection_id
      )
      insert into connection_syncs (workspace_id, connection_id, due_at, wakes)
      select ${workspaceId}, connection_id, now(), 1 from (select distinct connection_id from added) a order by connection_id
      on conflict (workspace_id, connection_id) do update set due_at = least(connection_syncs.due_at, now()), wakes = connection_syncs.wakes + 1`
    await tx`update sync_cursors set seq = ${to} where workspace_id = ${workspaceId}`
    return to < cursor.head
  })
}
