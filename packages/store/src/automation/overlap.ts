import type { ErrorJson, ScheduleSpec } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import type { Store } from '../store.ts'

export type Overlap = ScheduleSpec['overlap']

interface StartedRun {
  readonly id: string
  readonly status: string
  readonly overlap?: Overlap
}

const skipped: ErrorJson = {
  code: 'invalid_state',
  message: 'a run that the schedule started before had not ended (overlap: skip)',
}

/** Sees to it that runs of one schedule overlap as its policy says; to be sent right behind their insertion. */
export function keepApart(tx: Tx, workspaceId: string, runs: readonly StartedRun[]): Promise<unknown>[] {
  const ids = (overlap: Overlap) =>
    runs.flatMap((run) => (run.overlap === overlap && run.status === 'queued' ? run.id : []))
  const [skip, cancelOther] = [ids('skip'), ids('cancelOther')]
  return [
    ...(skip.length === 0 ? [] : [skipAll(tx, workspaceId, skip)]),
    ...(cancelOther.length === 0 ? [] : [cancelOthers(tx, workspaceId, cancelOther)]),
  ]
}

const skipAll = (tx: Tx, workspaceId: string, ids: string[]): Promise<unknown> =>
  tx`
    update runs r set status = 'skipped', error = ${tx.json(skipped as never)}, ended_at = clock_timestamp()
    where r.workspace_id = ${workspaceId} and r.id = any(${ids}::uuid[]) and r.status = 'queued' and exists (
      select from runs o where o.workspace_id = ${workspaceId} and o.subject_id = r.subject_id and o.subject_type = 'schedule'
        and o.ended_at is null and o.automation_id = r.automation_id and o.event_seq < r.event_seq
    )`.execute()

const cancelOthers = (tx: Tx, workspaceId: string, ids: string[]): Promise<unknown> =>
  tx`
    update runs o set cancel_requested_at = coalesce(o.cancel_requested_at, clock_timestamp())
    from runs r
    where r.workspace_id = ${workspaceId} and r.id = any(${ids}::uuid[]) and o.workspace_id = ${workspaceId}
      and o.subject_id = r.subject_id and o.subject_type = 'schedule' and o.ended_at is null
      and o.automation_id = r.automation_id and o.event_seq < r.event_seq`.execute()

/** Whether a run has to wait for one that its schedule started before. */
export async function waitsForEarlier(
  store: Store,
  run: { readonly workspaceId: string; readonly id: string; readonly subjectType: string },
): Promise<boolean> {
  if (run.subjectType !== 'schedule') return false
  const rows = await store.read(
    run.workspaceId,
    (tx) => tx`
      select from runs r
      join schedules s on s.workspace_id = r.workspace_id and s.id = r.subject_id and s.spec ->> 'overlap' = 'queue'
      where r.workspace_id = ${run.workspaceId} and r.id = ${run.id} and exists (
        select from runs o where o.workspace_id = r.workspace_id and o.subject_id = r.subject_id and o.subject_type = 'schedule'
          and o.ended_at is null and o.automation_id = r.automation_id and o.event_seq < r.event_seq
      )`,
  )
  return rows.length > 0
}
