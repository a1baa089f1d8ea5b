import type { ErrorJson } from '@orchestrator/domain'
import type { Tx } from '../../connection.ts'

/** How a run ends that never started. */
export interface HeldEnd {
  readonly id: string
  readonly status: 'skipped' | 'canceled'
  readonly error: ErrorJson | null
}

export const skip = (id: string, code: ErrorJson['code'], message: string): HeldEnd => ({
  id,
  status: 'skipped',
  error: { code, message },
})

export function endHeld(tx: Tx, workspaceId: string, ends: readonly HeldEnd[]): Promise<unknown> {
  if (ends.length === 0) return Promise.resolve()
  const ids = ends.map(({ id }) => id)
  return Promise.all([
    tx`
      update runs r set status = e.status, error = e.error, ended_at = clock_timestamp()
      from jsonb_to_recordset(${tx.json(ends as never)}) as e (id uuid, status text, error jsonb)
      where r.workspace_id = ${workspaceId} and r.id = any(${ids}::uuid[]) and r.id = e.id and r.status = 'held'`.execute(),
    tx`delete from flow_runs where workspace_id = ${workspaceId} and run_id = any(${ids}::uuid[]) and admitted_at is null`.execute(),
  ])
}
