import type { ErrorJson } from '@orchestrator/domain'
import type { Store, Tx } from '@orchestrator/store'
import type { RunRef } from './playbook-contract.ts'

export type StepKind = 'query' | 'sleep' | 'wait' | 'http' | 'step'

/** What is known of a step when it begins: a run that is done over after a loss finds what it did the first time. */
export interface BegunStep {
  readonly status: 'running' | 'completed' | 'failed' | 'canceled'
  readonly output: unknown
  readonly startedAt: string
  readonly attempts: number
}

const json = (tx: Tx, value: unknown) => tx.json((value ?? null) as never)

/** Records that a step begins, or begins again; one that is over stays as it is. */
export async function beginStep(
  store: Store,
  { workspaceId, runId }: RunRef,
  step: { n: number; kind: StepKind; name: string; input: unknown },
): Promise<BegunStep> {
  const rows = await store.write(
    workspaceId,
    (tx) => tx<BegunStep[]>`
    insert into run_steps (workspace_id, run_id, step, kind, name, status, input, attempts, started_at)
    values (${workspaceId}, ${runId}, ${step.n}, ${step.kind}, ${step.name}, 'running', ${json(tx, step.input)}, 1, now())
    on conflict (workspace_id, run_id, step) do update set
      attempts = run_steps.attempts + case when run_steps.status = 'completed' then 0 else 1 end,
      status = case when run_steps.status = 'completed' then 'completed' else 'running' end,
      error = null
    returning status, output, started_at, attempts`,
  )
  const row = rows[0]
  if (row === undefined) throw new Error('a step was not recorded')
  return row
}

export interface StepEnd {
  readonly status: 'completed' | 'failed' | 'canceled'
  readonly output?: unknown
  readonly error?: ErrorJson | { code: string; message: string }
}

export const endStep = (store: Store, run: RunRef, n: number, end: StepEnd): Promise<void> =>
  store.write(run.workspaceId, (tx) => endStepIn(tx, run, n, end))

export async function endStepIn(
  tx: Tx,
  { workspaceId, runId }: RunRef,
  n: number,
  { status, output, error }: StepEnd,
): Promise<void> {
  await tx`
    update run_steps set status = ${status}, output = ${json(tx, output)}, error = ${json(tx, error)}, ended_at = now()
    where workspace_id = ${workspaceId} and run_id = ${runId} and step = ${n} and status <> 'completed'`
}
