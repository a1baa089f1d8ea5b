import { storableError } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import { executeGroup } from '../execute/execute-group.ts'
import type { Store } from '../store.ts'
import { wakeFlows } from './flow/wakes.ts'
import { type RunEnd, tellEnd } from './run-ends.ts'
import type { Run } from './runs.ts'
import { cancelOpenSteps } from './steps.ts'

/** The end of one run among several. */
export type EndingRun = RunEnd & {
  readonly id: string
  /** Only while it is this one's turn, where it is advanced in turns. */
  readonly claims?: number
  readonly traceparent?: string | undefined
}

/**
 * Ends an open run with all that it leaves open, and tells the log so, in one transaction; one that has ended stays as it is.
 * @returns whether it was open
 */
export async function endRun(store: Store, workspaceId: string, id: string, end: RunEnd): Promise<boolean> {
  return (await endRuns(store, workspaceId, [{ ...end, id }])).length > 0
}

/** The same for several runs of a workspace. @returns those that were open */
export async function endRuns(
  store: Store,
  workspaceId: string,
  ending: readonly EndingRun[],
): Promise<readonly Run[]> {
  const ends = new Map(ending.map((end) => [end.id, { ...end, error: end.error ? storableError(end.error) : null }]))
  let runs: readonly Run[] = []
  const requests = async (tx: Tx) => {
    const found = await tx<Run[]>`
      select * from runs where workspace_id = ${workspaceId} and id = any(${[...ends.keys()]}::uuid[]) and status in ('queued', 'running')
      order by id for update`
    runs = found.filter(({ id, claims }) => (ends.get(id)?.claims ?? claims) === claims)
    return runs.length > 0 ? [] : null
  }
  const alongside = (tx: Tx) => {
    const ids = runs.map(({ id }) => id)
    const rows = ids.flatMap((id) => {
      const end = ends.get(id)
      return end ? [{ id, status: end.status, result: end.result ?? null, error: end.error }] : []
    })
    const awaited = [...new Set(runs.filter(isAwaited).map(({ automationId }) => automationId))]
    const stepped = runs.filter((run) => run.stepped).map(({ id }) => id)
    return [
      tx`
        update runs r set status = e.status, result = e.result, error = e.error, ended_at = now(), wake_at = null, leased_until = null
        from jsonb_to_recordset(${tx.json(rows as never)}) as e (id uuid, status text, result jsonb, error jsonb)
        where r.workspace_id = ${workspaceId} and r.id = any(${ids}::uuid[]) and r.id = e.id`.execute(),
      tx`delete from waits where workspace_id = ${workspaceId} and run_id = any(${ids}::uuid[])`.execute(),
      ...(stepped.length > 0
        ? [
            tx`delete from run_replies where workspace_id = ${workspaceId} and run_id = any(${stepped}::uuid[])`.execute(),
          ]
        : []),
      cancelOpenSteps(tx, workspaceId, ids),
      ...(awaited.length > 0 ? [wakeFlows(tx, workspaceId, awaited)] : []),
    ]
  }
  const afterwards = () =>
    runs.flatMap((run) => {
      const end = ends.get(run.id)
      return end ? tellEnd(run, end, end.traceparent) : []
    })
  await executeGroup(store.sql, workspaceId, requests, { alongside, afterwards })
  if (runs.length > 0) store.announce('orchestrator_events')
  if (runs.some(isAwaited)) store.announce('orchestrator_flow')
  return runs
}

/** Whether the gate may hold others until this run has ended: by its limits, or because its schedule starts one after the other. */
export const isAwaited = ({ flow, subjectType }: Pick<Run, 'flow' | 'subjectType'>): boolean =>
  flow || subjectType === 'schedule'
