import { namedBefore, planRollback, type RollbackPlan } from '@orchestrator/domain'
import { type EventRow, toEvent } from '../automation/event-row.ts'
import type { Tx } from '../connection.ts'
import { type EntityView, selectView } from '../queries/entity-columns.ts'
import type { Store } from '../store.ts'
import type { ConnectionRef } from './claims.ts'

/** What one look takes back at most. */
export const mostRolledBack = 5_000

/** What would take back all that a connection did here from one instant to another. */
export function readRollback(
  store: Store,
  { workspaceId, connectionId }: ConnectionRef,
  { from, to }: { from: string; to: string },
): Promise<RollbackPlan & { readonly events: number }> {
  return store.read(workspaceId, async (tx) => {
    const rows = await tx<EventRow[]>`
      select * from events
      where workspace_id = ${workspaceId} and occurred_at >= ${from} and occurred_at < ${to} and subject_type in ('task', 'comment', 'task_relation')
        and actor->>'type' = 'connection' and actor->>'id' = ${connectionId}
      order by seq limit ${mostRolledBack + 1}`
    const events = rows.map(toEvent)
    const ids = [...new Set(events.map(({ subject }) => subject.id))]
    const found = await Promise.all(
      (['task', 'comment', 'task_relation'] as const).map((kind) =>
        tx.unsafe<EntityView[]>(`${selectView(kind)} and t.id = any($2::uuid[])`, [workspaceId, ids as never], {
          prepare: true,
        }),
      ),
    )
    const current = new Map(found.flat().map((entity) => [(entity as { id: string }).id, entity as never]))
    const there = await stillThere(tx, workspaceId, [...new Set(namedBefore(events))])
    return { ...planRollback(events, current, (id) => there.has(id)), events: events.length }
  })
}

/** Those of states, members, tasks, cycles and milestones that can be named. */
async function stillThere(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx<{ id: string }[]>`
    select id from unnest(${ids as string[]}::uuid[]) a (id) where
      exists (select from states s where s.workspace_id = ${workspaceId} and s.id = a.id)
      or exists (select from members m where m.workspace_id = ${workspaceId} and m.id = a.id and m.removed_at is null)
      or exists (select from tasks t where t.workspace_id = ${workspaceId} and t.id = a.id and t.deleted_at is null)
      or exists (select from cycles c where c.workspace_id = ${workspaceId} and c.id = a.id)
      or exists (select from milestones g where g.workspace_id = ${workspaceId} and g.id = a.id)`
  return new Set(rows.map(({ id }) => id))
}
