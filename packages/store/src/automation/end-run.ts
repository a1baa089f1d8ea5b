import { storableError } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import { executeGroup } from '../execute/execute-group.ts'
import type { Store } from '../store.ts'
import { wakeFlows } from './flow/wakes.ts'
import { type RunEnd, tellEnd } from './run-ends.ts'
import type { Run } from './runs.ts'
import { cancelOpenSteps } from './steps.ts'

/**
 * Ends an open run with all that it leaves open, and tells the log so, in one transaction; one that has ended stays as it is.
 * @returns whether it was open
 */
export async function endRun(
  store: Store,
  workspaceId: string,
  id: string,
  { error, ...rest }: RunEnd,
): Promise<boolean> {
  const end: RunEnd = { ...rest, error: error ? storableError(error) : null }
  let run: Run | undefined
  const requests = async (tx: Tx) => {
    const rows = await tx<Run[]>`
      select * from runs where workspace_id = ${workspaceId} and id = ${id} and status in ('queued', 'running') for update`
    run = rows[0]
    return run ? [] : null
  }
  const alongside = (tx: Tx) => [
    tx`
      update runs set status = ${end.status}, result = ${tx.json((end.result ?? null) as never)}, error = ${tx.json((end.error ?? null) as never)}, ended_at = now()
      where workspace_id = ${workspaceId} and id = ${id}`.execute(),
    tx`delete from waits where workspace_id = ${workspaceId} and run_id = ${id}`.execute(),
    cancelOpenSteps(tx, { workspaceId, runId: id }),
    ...(run && isAwaited(run) ? [wakeFlows(tx, workspaceId, [run.automationId])] : []),
  ]
  const afterwards = () => (run ? tellEnd(run, end) : [])
  await executeGroup(store.sql, workspaceId, requests, { alongside, afterwards })
  if (run) store.announce('orchestrator_events')
  if (run && isAwaited(run)) store.announce('orchestrator_flow')
  return run !== undefined
}

/** Whether the gate may hold others until this run has ended: by its limits, or because its schedule starts one after the other. */
export const isAwaited = ({ flow, subjectType }: Pick<Run, 'flow' | 'subjectType'>): boolean =>
  flow || subjectType === 'schedule'
