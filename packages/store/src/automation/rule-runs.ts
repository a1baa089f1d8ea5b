import type { ErrorJson } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import type { Store } from '../store.ts'
import { wakeFlows } from './flow/wakes.ts'
import type { Run } from './runs.ts'

/** Workspaces in which rules are due. */
export async function dueRuleWorkspaces(store: Store, most: number): Promise<string[]> {
  const rows = await store.sql<{ workspaceId: string }[]>`select * from due_rule_workspaces(${most})`
  return rows.map((row) => row.workspaceId)
}

/**
 * Takes runs of rules, in the order of their events, for as long as the transaction lasts: nobody else takes them, and when it does
 * not commit they are as they were.
 * @param wanted these, or so many of those that are queued
 */
export function takeRuleRuns(tx: Tx, workspaceId: string, wanted: readonly string[] | number): Promise<readonly Run[]> {
  const which =
    typeof wanted === 'number'
      ? tx`status = 'queued' and not long order by event_seq, id limit ${wanted}`
      : tx`status in ('queued', 'running') and id = any(${wanted as string[]}::uuid[]) order by event_seq, id`
  return tx<Run[]>`
    select * from runs where workspace_id = ${workspaceId} and kind = 'rule' and ${which} for update skip locked`.execute()
}

/** One that has not ended, waited for if somebody has it. */
export async function takeRuleRun(tx: Tx, workspaceId: string, id: string): Promise<Run | undefined> {
  const rows = await tx<Run[]>`
    select * from runs
    where workspace_id = ${workspaceId} and id = ${id} and kind = 'rule' and status in ('queued', 'running') for update`
  return rows[0]
}

/** Keeps a run out of further groups: a workflow of its own tries it by itself. */
export async function setRuleRunAside(store: Store, workspaceId: string, id: string, batchId: string): Promise<void> {
  await store.write(
    workspaceId,
    (tx) => tx`
    update runs set status = 'running', batch_id = ${batchId}, started_at = now()
    where workspace_id = ${workspaceId} and id = ${id} and status = 'queued'`,
  )
}

/** Runs that were set aside before an instant, of every workspace, with the batches after which their workflows are named. */
export const setAsideRuleRuns = (store: Store, before: Date, most: number) =>
  store.sql<
    { workspaceId: string; id: string; batchId: string }[]
  >`select * from set_aside_rule_runs(${before.toISOString()}, ${most})`

/** How a run of a rule ended. */
export interface RuleRunEnd {
  readonly id: string
  readonly status: 'completed' | 'failed' | 'skipped' | 'canceled'
  readonly error: ErrorJson | null
  readonly result: unknown
}

/** @param batchId the batch that ran them */
export function endRuleRuns(
  tx: Tx,
  workspaceId: string,
  batchId: string,
  ends: readonly RuleRunEnd[],
  /** The automations of those that the gate let through. */
  ofFlows: readonly string[] = [],
): Promise<unknown> {
  const ids = ends.map(({ id }) => id)
  const ended = tx`
    update runs r set status = e.status, error = e.error, result = e.result, batch_id = ${batchId}, attempts = r.attempts + 1,
      started_at = coalesce(r.started_at, now()), ended_at = clock_timestamp()
    from jsonb_to_recordset(${tx.json(ends as never)}) as e (id uuid, status text, error jsonb, result jsonb)
    where r.workspace_id = ${workspaceId} and r.id = any(${ids}::uuid[]) and r.id = e.id and r.status in ('queued', 'running')`.execute()
  return ofFlows.length > 0 ? Promise.all([ended, wakeFlows(tx, workspaceId, ofFlows)]) : ended
}
