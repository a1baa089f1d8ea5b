import { type Entities, type Principal, Schedule } from '@orchestrator/domain'
import type { Store } from '../store.ts'
import { columnOf, tables } from '../tables.ts'

export type StoredSchedule = Entities['schedule'] & { readonly dueAt: string | null; readonly syncAt: string | null }

interface ScheduleRef {
  readonly workspaceId: string
  readonly id: string
}

/** Of which Temporal does not know all that it has to. */
export const unsyncedSchedules = (store: Store, most: number) =>
  store.sql<ScheduleRef[]>`select * from unsynced_schedules(${most})`

/** That should have fired before an instant. */
export const overdueSchedules = (store: Store, before: Date, most: number) =>
  store.sql<ScheduleRef[]>`select workspace_id, id from overdue_schedules(${before.toISOString()}, ${most})`

const beginning = '00000000-0000-0000-0000-000000000000'

/** A page of all that fire. */
export const activeSchedules = (
  store: Store,
  most: number,
  after: ScheduleRef = { workspaceId: beginning, id: beginning },
) => store.sql<ScheduleRef[]>`select * from active_schedules(${after.workspaceId}, ${after.id}, ${most})`

const columns = [...Object.keys(Schedule.shape), 'dueAt', 'syncAt'].map(columnOf).join(', ')

export async function readSchedule(store: Store, { workspaceId, id }: ScheduleRef): Promise<StoredSchedule | null> {
  const rows = await store.read(
    workspaceId,
    (tx) =>
      tx<StoredSchedule[]>`
        select ${tx.unsafe(columns)} from ${tx(tables.schedule.name)} where workspace_id = ${workspaceId} and id = ${id}`,
  )
  return rows[0] ?? null
}

/** Whether the workspace is one of this database. */
export async function hasWorkspace(store: Store, workspaceId: string): Promise<boolean> {
  const rows = await store.read(workspaceId, (tx) => tx`select from workspaces where workspace_id = ${workspaceId}`)
  return rows.length > 0
}

/**
 * Temporal knows a schedule as it was read.
 * @param next when it has to be told more; null: never
 */
export async function markSynced(
  store: Store,
  workspaceId: string,
  { id, syncAt }: StoredSchedule,
  next: Date | null,
): Promise<void> {
  await store.write(
    workspaceId,
    (tx) => tx`
    update schedules set sync_at = ${next?.toISOString() ?? null}
    where workspace_id = ${workspaceId} and id = ${id} and sync_at is not distinct from ${syncAt}`,
  )
}

/** As whom a schedule fires. */
export const firingPrincipal = (
  workspaceId: string,
  { id, memberId }: Pick<Schedule, 'id' | 'memberId'>,
): Principal => ({
  workspaceId,
  actor: { type: 'schedule', id, memberId },
  scopes: [],
})
