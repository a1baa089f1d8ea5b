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
      with told as (
        select e.subject_type as about, e.subject_type as kind, e.subject_id as id, e.project_id, e.occurred_at, e.actor
        from events e
        where e.workspace_id = ${workspaceId} and e.seq > ${cursor.seq} and e.seq <= ${to} and e.subject_type in ('task', 'comment', 'time_entry')
        union all
        -- A relation is looked at with its task; of one that reads the same from both ends with either, for their ids there decide.
        select e.subject_type, 'task', t.id, t.project_id, e.occurred_at, e.actor
        from events e cross join lateral jsonb_to_record(e.data->'taskRelation') as r (type text, "fromTaskId" uuid, "toTaskId" uuid)
          join tasks t on t.workspace_id = e.workspace_id and (t.id = r."fromTaskId" or (t.id = r."toTaskId" and r.type = 'relates'))
        where e.workspace_id = ${workspaceId} and e.seq > ${cursor.seq} and e.seq <= ${to} and e.subject_type = 'task_relation'
      ), changed as (
        select distinct on (m.connection_id, e.id) m.connection_id, m.id as mapping_id, e.kind, e.id
        from told e join mappings m on m.workspace_id = ${workspaceId} and m.project_id = e.project_id
          join connections c on c.workspace_id = m.workspace_id and c.id = m.connection_id and c.provider <> all(${spoken as string[]}::text[])
        -- What was done before is the backfill's.
        where e.occurred_at >= m.created_at
          and case e.about when 'comment' then m.comments when 'time_entry' then m.time_entries
            when 'task_relation' then m.fields @> '[{"ours": "relations"}]' else true end
          and not (e.actor->>'type' = 'connection' and e.actor->>'id' = m.connection_id::text)
        -- Of several mappings of a project one by which new tasks may go there.
        order by m.connection_id, e.id, m.direction = 'in', not m.enabled, m.created_at, m.id
      ), added as (
        insert into sync_work (workspace_id, connection_id, mapping_id, key, entity_kind, entity_id, due_at, first_at)
        -- What is there goes the way by which it is there, and what hangs on a task goes with the task.
        select ${workspaceId}, o.connection_id, coalesce(x.mapping_id, t.mapping_id, o.mapping_id), o.id, o.kind, o.id, now(), now()
        from changed o
          left join comments c on c.workspace_id = ${workspaceId} and c.id = o.id and o.kind = 'comment'
          left join time_entries e on e.workspace_id = ${workspaceId} and e.id = o.id and o.kind = 'time_entry'
          left join external_items x on x.workspace_id = ${workspaceId} and x.connection_id = o.connection_id and x.entity_id = o.id
          left join external_items t on t.workspace_id = ${workspaceId} and t.connection_id = o.connection_id and t.entity_id = coalesce(c.task_id, e.task_id)
        order by o.id
        on conflict (workspace_id, connection_id, key) do update set changes = sync_work.changes + 1, due_at = now(), attempts = 0,
          mapping_id = excluded.mapping_id
        returning connection_id
      )
      , given as (
        -- Somebody's rights have changed: what was refused for want of one is tried again.
        select exists (select from events where workspace_id = ${workspaceId} and seq > ${cursor.seq} and seq <= ${to}
          and subject_type in ('member', 'project_member')) as rights
      ), refused as (
        update sync_work w set due_at = now(), changes = changes + 1 from given
        where given.rights and w.workspace_id = ${workspaceId} and w.error->>'code' = 'lost_rights'
          and not exists (select from changed c where c.connection_id = w.connection_id and c.id::text = w.key)
        returning w.connection_id
      ), unmoved as (
        update mapping_syncs s set troubles = s.troubles - 'moves' from given, mappings m
        where given.rights and s.workspace_id = ${workspaceId} and s.troubles ? 'moves' and m.workspace_id = s.workspace_id and m.id = s.mapping_id
        returning m.connection_id
      )
      insert into connection_syncs (workspace_id, connection_id, due_at, wakes)
      select ${workspaceId}, connection_id, now(), 1 from (
        select connection_id from added union select connection_id from refused union select connection_id from unmoved
      ) a order by connection_id
      on conflict (workspace_id, connection_id) do update set due_at = least(connection_syncs.due_at, now()), wakes = connection_syncs.wakes + 1`
    await tx`update sync_cursors set seq = ${to} where workspace_id = ${workspaceId}`
    return to < cursor.head
  })
}
