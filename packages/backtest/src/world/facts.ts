import { type AnyEvent, ancestorsOf, type FactName, type Facts } from '@orchestrator/domain'
import type { Rows } from './rows.ts'

/** What a simulation makes of facts: nothing that the log does not tell keeps a run from what it does. */
export const factsOf = (rows: Rows, trigger: AnyEvent): { readonly [F in FactName]: (id: string) => Facts[F] } => ({
  project_task_count: () => 0,
  state_task_count: () => 0,
  tag_task_count: () => 0,
  other_admin_count: () => 1,
  // Of rows as they are at this moment: also of tasks that the same command made.
  task_ancestors: (id) => ancestorsOf(id, (task) => rows.of('task').get(task)?.['parentId'] as string | null),
  task_followers: () => [],
  event_member: (id) => (id === trigger.id ? [trigger.actor.memberId] : []),
  open_retry_count: () => 0,
  run_requesters: () => [],
})

/** Brings all tasks above a task into the rows, as far as a circle or a hundred. */
export async function loadAncestors(
  id: string,
  rows: Rows,
  load: (kind: string, ids: readonly string[]) => Promise<void>,
): Promise<void> {
  const seen = new Set<string>()
  for (let at: unknown = id; typeof at === 'string' && !seen.has(at) && seen.size <= 100; ) {
    seen.add(at)
    await load('task', [at])
    at = rows.of('task').get(at)?.['parentId']
  }
}
