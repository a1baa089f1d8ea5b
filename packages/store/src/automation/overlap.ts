import type { ErrorJson, ScheduleSpec } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import { wakeFlows } from './flow/wakes.ts'

export type Overlap = ScheduleSpec['overlap']

interface StartedRun {
  readonly id: string
  readonly automationId: string
  readonly status: string
  readonly overlap?: Overlap
}

const skipped: ErrorJson = {
  code: 'invalid_state',
  message: 'a run that the schedule started before had not ended (overlap: skip)',
}

/**
 * Whether a run `o` of a schedule is under way: it is held, queued or running. One that only waits for its turn to be done at once is
 * not, else a rule would be left out for firings that are made up for together.
 */
const isOpen = (tx: Tx) => tx`(
  o.subject_type = 'schedule' and o.ended_at is null and (o.kind = 'playbook' or o.long or o.status <> 'queued')
)`

/** Sees to it that runs of one schedule overlap as its policy says; to be sent right behind their insertion. Those that queue are held. */
export function keepApart(tx: Tx, workspaceId: string, runs: readonly StartedRun[]): Promise<unknown>[] {
  const started = (overlap: Overlap) =>
    runs.filter((run) => run.overlap === overlap && (run.status === 'queued' || run.status === 'held'))
  const [skip, cancelOther] = [started('skip'), started('cancelOther')]
  return [
    ...(skip.length === 0 ? [] : [skipAll(tx, workspaceId, skip)]),
    ...(cancelOther.length === 0 ? [] : [cancelOthers(tx, workspaceId, cancelOther)]),
  ]
}

const skipAll = (tx: Tx, workspaceId: string, runs: readonly StartedRun[]): Promise<unknown> =>
  tx`
    with skipped as (
      update runs r set status = 'skipped', error = ${tx.json(skipped as never)}, ended_at = clock_timestamp()
      where r.workspace_id = ${workspaceId} and r.id = any(${runs.map(({ id }) => id)}::uuid[]) and r.status in ('queued', 'held') and exists (
        select from runs o where o.workspace_id = ${workspaceId} and o.subject_id = r.subject_id and ${isOpen(tx)}
          and o.automation_id = r.automation_id and o.event_seq < r.event_seq
      )
      returning r.id
    )
    delete from flow_runs f using skipped s where f.workspace_id = ${workspaceId} and f.run_id = s.id`.execute()

const cancelOthers = (tx: Tx, workspaceId: string, runs: readonly StartedRun[]): Promise<unknown> =>
  Promise.all([
    tx`
      update runs o set cancel_requested_at = coalesce(o.cancel_requested_at, clock_timestamp()),
        -- One without a workflow is told of it by its row.
        wake_at = case when o.stepped and o.status in ('queued', 'running') then now() else o.wake_at end
      from runs r
      where r.workspace_id = ${workspaceId} and r.id = any(${runs.map(({ id }) => id)}::uuid[]) and o.workspace_id = ${workspaceId}
        and o.subject_id = r.subject_id and ${isOpen(tx)}
        and o.automation_id = r.automation_id and o.event_seq < r.event_seq`.execute(),
    // Some of them may be held.
    wakeFlows(tx, workspaceId, [...new Set(runs.map(({ automationId }) => automationId))]),
  ])

/** Whether a run `r` has to wait for one that its schedule started before. A backfill wants all, at once. */
export const isBehind = (tx: Tx) => tx`(
  r.subject_type = 'schedule'
  and exists (select from schedules s where s.workspace_id = r.workspace_id and s.id = r.subject_id and s.spec ->> 'overlap' = 'queue')
  and not exists (
    select from events e where e.workspace_id = r.workspace_id and e.seq = r.event_seq and e.data ->> 'reason' = 'backfill'
  )
  and exists (
    select from runs o where o.workspace_id = r.workspace_id and o.subject_id = r.subject_id and ${isOpen(tx)}
      and o.automation_id = r.automation_id and o.event_seq < r.event_seq
  )
)`
