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

/** Its event is done by another run, which the key stands for. */
const doneElsewhere = new Set<ErrorJson['code'] | undefined>(['duplicate', 'debounced', 'batched'])

export function endHeld(tx: Tx, workspaceId: string, ends: readonly HeldEnd[]): Promise<unknown> {
  if (ends.length === 0) return Promise.resolve()
  const ids = ends.map(({ id }) => id)
  const undone = ends.filter(({ error }) => !doneElsewhere.has(error?.code)).map(({ id }) => id)
  return Promise.all([
    // What never started is no repeat of anything to the next event.
    ...(undone.length === 0
      ? []
      : [
          tx`
            delete from flow_keys k using flow_runs f
            where f.workspace_id = ${workspaceId} and f.run_id = any(${undone}::uuid[]) and k.workspace_id = f.workspace_id
              and k.automation_id = f.automation_id and k.key = f.idempotency_key and k.run_id = f.run_id`.execute(),
        ]),
    tx`
      update runs r set status = e.status, error = e.error, ended_at = clock_timestamp()
      from jsonb_to_recordset(${tx.json(ends as never)}) as e (id uuid, status text, error jsonb)
      where r.workspace_id = ${workspaceId} and r.id = any(${ids}::uuid[]) and r.id = e.id and r.status = 'held'`.execute(),
    tx`delete from flow_runs where workspace_id = ${workspaceId} and run_id = any(${ids}::uuid[]) and admitted_at is null`.execute(),
  ])
}
