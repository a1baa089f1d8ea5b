import type { FlowKeys } from '@orchestrator/domain'
import type { Tx } from '../../connection.ts'
import { toStoredJson } from '../../tables.ts'
import { wakeFlows } from './wakes.ts'

/** A new run that has to pass the gate, as its row says it, with what its flow says of its event. */
export interface NewHeldRun {
  readonly id: string
  readonly automationId: string
  readonly eventSeq: number
  readonly flow: FlowKeys
}

/** Puts runs before the gate whose rows this transaction has just written, and leaves it a mark. */
export function holdRuns(tx: Tx, workspaceId: string, runs: readonly NewHeldRun[]): Promise<unknown> {
  const rows = runs.map(({ id, automationId, eventSeq, flow }) => toStoredJson({ id, automationId, eventSeq, ...flow }))
  return Promise.all([
    tx`
      insert into flow_runs (
        workspace_id, run_id, automation_id, event_seq, phase, priority, concurrency_key, throttle_key, gather_key, idempotency_key,
        occurred_at, created_at, expires_at
      )
      select ${workspaceId}, h.id, h.automation_id, h.event_seq, 'new', h.priority, h.concurrency_key, h.throttle_key, h.gather_key, h.idempotency_key,
        h.occurred_at, clock_timestamp(), h.expires_at
      from jsonb_to_recordset(${tx.json(rows as never)}) as h (
        id uuid, automation_id uuid, event_seq bigint, priority int, concurrency_key text, throttle_key text, gather_key text,
        idempotency_key text, occurred_at timestamptz, expires_at timestamptz
      )
      join runs r on r.workspace_id = ${workspaceId} and r.id = h.id and r.status = 'held'
      on conflict (workspace_id, run_id) do nothing`.execute(),
    wakeFlows(tx, workspaceId, [...new Set(runs.map((run) => run.automationId))]),
  ])
}
