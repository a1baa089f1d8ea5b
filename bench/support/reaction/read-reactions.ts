import type postgres from 'postgres'

/** When a trigger and what followed it were committed, by Postgres's own clock; null: nothing followed. */
export interface Reaction {
  readonly taskId: string
  /** From the commit of the event to the commit of what followed. */
  readonly ms: number | null
  /** Milliseconds since the epoch. */
  readonly committedAt: number
  readonly followedAt: number | null
}

/**
 * Reads the reactions to the completion of these tasks. Needs track_commit_timestamp: an event's row tells its transaction, and
 * that its commit. A completion that was followed twice comes twice.
 */
export async function readReactions(sql: postgres.Sql, taskIds: readonly string[]): Promise<Reaction[]> {
  return sql<Reaction[]>`
    with wanted as materialized (
      select t.workspace_id, t.id, t.subject_id, pg_xact_commit_timestamp(t.xmin) as at
      from events t join unnest(${taskIds as string[]}::uuid[]) as w (id) on w.id = t.subject_id
      where t.type = 'task.status_changed'
    ), followed as materialized (
      select f.workspace_id, f.causation_id, pg_xact_commit_timestamp(f.xmin) as at from events f
      where f.type = 'task.created' and f.causation_id is not null
    )
    select w.subject_id as "taskId", (extract(epoch from f.at - w.at) * 1000)::float8 as ms,
      (extract(epoch from w.at) * 1000)::float8 as "committedAt", (extract(epoch from f.at) * 1000)::float8 as "followedAt"
    from wanted w left join followed f on f.workspace_id = w.workspace_id and f.causation_id = w.id`
}

/** Waits until the relay has read all logs and no run is open. @returns whether that came about in time */
export async function settle(sql: postgres.Sql, withinMs: number): Promise<boolean> {
  const until = performance.now() + withinMs
  while (performance.now() < until) {
    // Each answered by an index: it is asked while the figures are taken.
    const [row] = await sql<{ open: boolean }[]>`
      select exists (select from workspace_heads h left join relay_cursors c using (workspace_id) where coalesce(c.seq, 0) < h.seq)
        or exists (select from runs where kind = 'rule' and status = 'queued')
        or exists (select from runs where kind = 'rule' and status = 'running')
        or exists (select from runs where kind = 'playbook' and status in ('queued', 'running')) as open`
    if (row?.open === false) return true
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return false
}

/** Keeps the relay out of these workspaces, warm as it is, by holding their cursors; gives what lets it in again, and when that was. */
export async function holdRelay(sql: postgres.Sql, workspaceIds: readonly string[]): Promise<() => Promise<number>> {
  const connection = await sql.reserve()
  await connection`begin`
  await connection`select 1 from relay_cursors where workspace_id = any(${workspaceIds as string[]}::uuid[]) order by workspace_id for update`
  return async () => {
    const [row] = await connection<
      { at: number }[]
    >`select (extract(epoch from clock_timestamp()) * 1000)::float8 as at`
    await connection`commit`
    await connection`notify orchestrator_events`
    connection.release()
    return row?.at ?? Number.NaN
  }
}
