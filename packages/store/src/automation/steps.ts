import { AppError, type ErrorJson } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import type { Store } from '../store.ts'
import { takeWait } from './waits.ts'

export interface RunRef {
  readonly workspaceId: string
  readonly runId: string
}

export type StepKind = 'query' | 'sleep' | 'wait' | 'http' | 'step'
export type StepStatus = 'running' | 'completed' | 'failed' | 'canceled'

/** A step of a run, as its history shows it. */
export interface RunStepRow {
  readonly step: number
  readonly kind: string
  readonly name: string
  readonly status: StepStatus
  readonly input: unknown
  readonly output: unknown
  readonly error: ErrorJson | null
  readonly attempts: number
  readonly startedAt: string
  readonly endedAt: string | null
}

// Here are all writers of steps but one: those that are commands are recorded by `execute`, in the commands' own transaction.

/** What is known of a step when it begins: a run that is done over after a loss finds what it did the first time. */
export type BegunStep = Pick<RunStepRow, 'status' | 'output' | 'startedAt' | 'attempts'>

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
  readonly status: Exclude<StepStatus, 'running'>
  readonly output?: unknown
  readonly error?: ErrorJson
}

export const endStep = (store: Store, run: RunRef, n: number, end: StepEnd): Promise<void> =>
  store.write(run.workspaceId, (tx) => endStepIn(tx, run, n, end))

async function endStepIn(
  tx: Tx,
  { workspaceId, runId }: RunRef,
  n: number,
  { status, output, error }: StepEnd,
): Promise<void> {
  await tx`
    update run_steps set status = ${status}, output = ${json(tx, output)}, error = ${json(tx, error)}, ended_at = now()
    where workspace_id = ${workspaceId} and run_id = ${runId} and step = ${n} and status <> 'completed'`
}

/** Records a query, which begins and ends in the transaction that reads. A repetition leaves what was recorded first. */
export async function recordQuery(
  tx: Tx,
  { workspaceId, runId }: RunRef,
  step: { n: number; name: string; input: unknown; output: unknown },
): Promise<void> {
  await tx`
    insert into run_steps (workspace_id, run_id, step, kind, name, status, input, output, started_at, ended_at)
    values (${workspaceId}, ${runId}, ${step.n}, 'query', ${step.name}, 'completed', ${json(tx, step.input)}, ${json(tx, step.output)}, now(), clock_timestamp())
    on conflict (workspace_id, run_id, step) do nothing`
}

/** What a wait came to, as its step keeps it; null: its time was over. */
export type WaitOutcome = { readonly key: string; readonly seq: number } | null

/**
 * Takes a run's wait away and records what it came to: an event that arrived together with the timeout counts.
 * Both in one transaction, so that a repetition finds one or the other.
 * @throws AppError `condition_too_slow` when that is what it came to; `unavailable` when it cannot be told yet
 */
export async function endWaitStep(
  store: Store,
  run: RunRef,
  n: number,
  { waitId, canceled }: { waitId: string; canceled: boolean },
): Promise<WaitOutcome> {
  const { workspaceId, runId } = run
  const ended = await store.write(
    workspaceId,
    async (tx): Promise<{ output: WaitOutcome; error: ErrorJson | null }> => {
      const steps = await tx<{ status: StepStatus; output: WaitOutcome; error: ErrorJson | null }[]>`
      select status, output, error from run_steps where workspace_id = ${workspaceId} and run_id = ${runId} and step = ${n}`
      if (steps[0]?.status === 'completed' || steps[0]?.status === 'failed') return steps[0]
      const wait = await takeWait(tx, workspaceId, waitId, { canceled })
      const { matchedSeq = null, matchedKey = null } = wait ?? {}
      const output = matchedSeq === null || matchedKey === null ? null : { key: matchedKey, seq: matchedSeq }
      // Who was cancelled is told of no error.
      const error = canceled ? null : (wait?.error ?? null)
      const status = error ? 'failed' : canceled && output === null ? 'canceled' : 'completed'
      await endStepIn(tx, run, n, { status, output, ...(error && { error }) })
      return { output, error }
    },
  )
  if (ended.error) throw new AppError('condition_too_slow', ended.error.message)
  return ended.output
}

/** Ends the steps that a run leaves open. */
export function cancelOpenSteps(tx: Tx, { workspaceId, runId }: RunRef): Promise<unknown> {
  return tx`
    update run_steps set status = 'canceled', ended_at = now()
    where workspace_id = ${workspaceId} and run_id = ${runId} and status = 'running'`.execute()
}
