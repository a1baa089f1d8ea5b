import { newId, ranksBetween } from '@orchestrator/domain'
import type postgres from 'postgres'
import type { Place } from './workspaces.ts'

const priorities = ['none', 'low', 'medium', 'high', 'urgent'] as const
const atOnce = 5_000

/**
 * Puts tasks into a place's project as if they had been made long ago: rows alone, no commands and no events, seen to by
 * Postgres's vacuum. As the owner, whom row-level security does not bind.
 * @returns their ids
 */
export async function seedTasks(
  sql: postgres.Sql,
  place: Place,
  count: number,
  tags: readonly string[],
): Promise<string[]> {
  const { workspaceId, projectId, memberId } = place
  const [state] = await sql<{ id: string }[]>`
    select id from states where workspace_id = ${workspaceId} and category = 'unstarted' order by position limit 1`
  if (!state) throw new Error('the workspace has no state for work that was not begun')
  // Taken at once: what still runs may make tasks of its own meanwhile.
  const [last] = await sql<{ number: number; rank: string | null }[]>`
    update project_counters c set last_number = c.last_number + ${count}
    where c.workspace_id = ${workspaceId} and c.project_id = ${projectId}
    returning c.last_number as number,
      (select max(t.rank) from tasks t where t.workspace_id = ${workspaceId} and t.project_id = ${projectId}) as rank`
  const first = (last?.number ?? count) - count + 1
  const ids = Array.from({ length: count }, newId)
  const ranks = ranksBetween(last?.rank ?? null, null, count)
  for (let from = 0; from < count; from += atOnce) {
    const some = ids.slice(from, from + atOnce)
    await sql`
      insert into tasks (workspace_id, id, project_id, number, identifier, title, description, type, status, state_id, priority,
        creator_id, tags, rank, custom_fields, version, created_at, updated_at)
      select ${workspaceId}, s.id, ${projectId}, ${first + from} + s.ord::int - 1, 'ABC-' || (${first + from} + s.ord - 1),
        'Review the change ' || (${from} + s.ord), repeat('What is to be done here, in a line. ', 5), 'task', 'unstarted', ${state.id},
        (${priorities as unknown as string[]}::text[])[1 + s.ord % 5], ${memberId}, ${tags as string[]}, s.rank, '{}', 1,
        now() - s.ord * interval '1 minute', now() - s.ord * interval '1 second'
      from unnest(${some}::uuid[], ${ranks.slice(from, from + atOnce)}::text[]) with ordinality as s (id, rank, ord)`
  }
  await sql`vacuum analyze tasks`
  return ids
}
