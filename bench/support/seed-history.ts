import type postgres from 'postgres'
import type { Place } from './workspaces.ts'

/** Events of each task: made, then changed, begun at the fourth and done at the last. */
export const eventsOfTask = 10

/**
 * Gives tasks a past: for each the events from its creation on, six weeks of them, in the order of the log. Two of three are done by
 * then; the others stop half way. Rows and events agree. As the owner, whom row-level security does not bind, and without the triggers: nobody
 * else reads this log.
 */
export async function seedHistory(
  sql: postgres.Sql,
  place: Place,
  ids: readonly string[],
  say: (text: string) => void,
): Promise<void> {
  const { workspaceId } = place
  const states = await sql<{ category: string; id: string }[]>`
    select distinct on (category) category, id from states where workspace_id = ${workspaceId} order by category, position`
  const stateOf = (category: string) => states.find((one) => one.category === category)?.id ?? null
  await sql`
    update tasks t set
      created_at = w.at, started_at = w.at + interval '12 days',
      completed_at = case when w.n % 3 > 0 then w.at + interval '36 days' end,
      status = case when w.n % 3 > 0 then 'completed' else 'started' end,
      state_id = case when w.n % 3 > 0 then ${stateOf('completed')}::uuid else ${stateOf('started')}::uuid end,
      due_date = (now() + (w.n % 60 - 20) * interval '1 day')::date, updated_at = now()
    from (select id, ord as n, now() - interval '41 days' - (ord % 80) * interval '6 hours' as at from unnest(${ids as string[]}::uuid[]) with ordinality u (id, ord)) w
    where t.workspace_id = ${workspaceId} and t.id = w.id`
  for (let k = 0; k < eventsOfTask; k++) {
    await seedEvents(sql, place, k, ids.length)
    say(`${(k + 1) * ids.length} of ${ids.length * eventsOfTask} events are there`)
  }
  await sql`vacuum analyze events`
  await sql`vacuum analyze tasks`
}

/** The events number `k` of all tasks, which are one after the other in the log. */
const seedEvents = (sql: postgres.Sql, { workspaceId, projectId }: Place, k: number, count: number) =>
  sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`
    await tx`
      with head as (
        update workspace_heads set seq = seq + ${count} where workspace_id = ${workspaceId} returning seq - ${count} as base
      ), sample as (
        select actor from events where workspace_id = ${workspaceId} order by seq limit 1
      )
      insert into events (workspace_id, seq, id, type, subject_type, subject_id, project_id, actor, command_id, causation_id, correlation_id, depth, occurred_at, data)
      select t.workspace_id, head.base + row_number() over (order by t.number), gen_random_uuid(),
        case when e.k = 0 then 'task.created' else 'task.updated' end, 'task', t.id, ${projectId}, s.actor, gen_random_uuid(), null, gen_random_uuid(), 0,
        t.created_at + e.k * interval '4 days',
        jsonb_build_object('task', jsonb_build_object('id', t.id, 'projectId', t.project_id, 'identifier', t.identifier, 'title', t.title,
          'description', t.description, 'priority', t.priority, 'tags', t.tags, 'customFields', t.custom_fields, 'rank', t.rank,
          'status', case when e.k < 3 then 'unstarted' when e.k < 9 or t.completed_at is null then 'started' else 'completed' end,
          'dueDate', t.due_date, 'estimatePoints', e.k, 'estimatedMinutes', 60, 'actualMinutes', null, 'assigneeId', t.creator_id,
          'createdAt', t.created_at, 'startedAt', case when e.k >= 3 then t.started_at end,
          'completedAt', case when e.k = 9 then t.completed_at end, 'canceledAt', null, 'archivedAt', null, 'version', e.k + 1),
          'changes', jsonb_build_object('estimatePoints', jsonb_build_object('before', e.k - 1, 'after', e.k)))
      from head, sample s, tasks t, (select ${k}::int as k) e
      where t.workspace_id = ${workspaceId} and t.project_id = ${projectId}`
  })
