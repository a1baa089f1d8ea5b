import { AppError, type ErrorJson, storableError } from '@orchestrator/domain'
import { canonicalJson } from '../canonical-json.ts'
import type { Tx } from '../connection.ts'
import type { Store } from '../store.ts'
import { takeWait } from './waits.ts'

export interface RunRef {
  readonly workspaceId: string
  readonly runId: string
}

export type StepKind = 'query' | 'sleep' | 'wait' | 'http' | 'step' | 'script' | 'action'
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
  /** The run that did this step, of which this one is a retry; null: this run itself. */
  readonly originRunId: string | null
}

// Here are all writers of steps but one: those that are commands are recorded by `execute`, in the commands' own transaction.

/** What is known of a step when it begins: a run that is done over after a loss finds what it did the first time. */
export type BegunStep = Pick<RunStepRow, 'status' | 'output' | 'startedAt' | 'attempts' | 'originRunId'>

const json = (tx: Tx, value: unknown) => tx.json((value ?? null) as never)

/** Records that a step begins, or begins again; one that is over stays as it is. */
export async function beginStep(
  store: Store,
  { workspaceId, runId }: RunRef,
  step: { n: number; kind: StepKind; name: string; input: unknown },
): Promise<BegunStep> {
  const rows = await store.write(
    workspaceId,
    (tx) => tx<(BegunStep & Content)[]>`
    insert into run_steps (workspace_id, run_id, step, kind, name, status, input, attempts, started_at)
    values (${workspaceId}, ${runId}, ${step.n}, ${step.kind}, ${step.name}, 'running', ${json(tx, step.input)}, 1, now())
    on conflict (workspace_id, run_id, step) do update set
      attempts = run_steps.attempts + case when run_steps.status = 'completed' then 0 else 1 end,
      status = case when run_steps.status = 'completed' then 'completed' else 'running' end,
      error = null
    returning status, output, started_at, attempts, origin_run_id, kind, name, input`,
  )
  const row = rows[0]
  if (row === undefined) throw new Error('a step was not recorded')
  if (row.originRunId !== null) checkUnchanged(row, step)
  return row
}

type Content = Pick<RunStepRow, 'kind' | 'name' | 'input'>

/**
 * What another run did counts for a retry only where it would do the same.
 * @throws AppError `step_changed`
 */
function checkUnchanged(recorded: Content, step: Content & { readonly n: number }): void {
  if (recorded.kind !== step.kind || recorded.name !== step.name) throw stepChanged(step.n, recorded.name, step.name)
  // How long is left until an instant is another number each time.
  const same = step.name === 'sleepUntil' || canonicalJson(recorded.input) === canonicalJson(step.input ?? null)
  if (!same)
    throw stepChanged(
      step.n,
      `${recorded.name} with ${short(recorded.input)}`,
      `${step.name} with ${short(step.input)}`,
    )
}

export const stepChanged = (n: number, recorded: string, now: string): AppError =>
  new AppError(
    'step_changed',
    `step ${n} was ${recorded} in the run that is retried, and is ${now} now: retry from step ${n}, or from the start`,
    { details: { step: n } },
  )

const short = (value: unknown): string => {
  const text = JSON.stringify(value ?? null)
  return text.length > 200 ? `${text.slice(0, 199)}…` : text
}

/** Gives retries what the runs before them have completed: those steps are answered from the record. */
export const inheritSteps = (
  tx: Tx,
  workspaceId: string,
  runs: readonly { id: string; retryOf?: string | null; retryFrom?: number | null }[],
): Promise<unknown> =>
  tx`
    insert into run_steps (workspace_id, run_id, step, kind, name, status, input, output, attempts, started_at, ended_at, origin_run_id)
    select s.workspace_id, r.id, s.step, s.kind, s.name, s.status, s.input, s.output, s.attempts, s.started_at, s.ended_at, coalesce(s.origin_run_id, s.run_id)
    from jsonb_to_recordset(${tx.json(runs.flatMap(({ id, retryOf, retryFrom }) => (retryOf ? [{ id, retry_of: retryOf, retry_from: retryFrom ?? null }] : [])) as never)})
      as r (id uuid, retry_of uuid, retry_from int)
    -- Rules that do all at once do it in one transaction: what failed there has not happened.
    join runs o on o.workspace_id = ${workspaceId} and o.id = r.retry_of and (o.workflow_id is not null or o.long)
    join run_steps s on s.workspace_id = ${workspaceId} and s.run_id = r.retry_of
    where s.status = 'completed' and (r.retry_from is null or s.step < r.retry_from)
      -- What people were asked and had not answered is taken back with the run that asked: it is asked again.
      and (s.name <> 'approval.request' or exists (
        select from events e
        where e.workspace_id = ${workspaceId} and e.subject_id = (s.output->0->>'id')::uuid and e.type in ('approval.answered', 'approval.expired')
          and e.data->'approval'->>'status' <> 'pending'
      ))
    on conflict do nothing`.execute()

/** How many commands a step of a run has made. */
export async function commandsOfStep(store: Store, workspaceId: string, runId: string, n: number): Promise<number> {
  const rows = await store.read(
    workspaceId,
    (tx) => tx<{ count: number }[]>`
    select count(*)::int from commands where workspace_id = ${workspaceId} and run_id = ${runId} and step = ${n}`,
  )
  return rows[0]?.count ?? 0
}

/** The run whose effect a step of a retry stands for, and the step's name there; null: the step is this run's own. */
export async function originOfStep(
  store: Store,
  { workspaceId, runId }: RunRef,
  n: number,
): Promise<{ runId: string; name: string } | null> {
  const rows = await store.read(
    workspaceId,
    (tx) => tx<{ runId: string; name: string }[]>`
    select origin_run_id as run_id, name from run_steps
    where workspace_id = ${workspaceId} and run_id = ${runId} and step = ${n} and origin_run_id is not null`,
  )
  return rows[0] ?? null
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
    update run_steps set status = ${status}, output = ${json(tx, output)}, error = ${json(tx, error && storableError(error))}, ended_at = now()
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

/** Ends the steps that runs leave open. */
export function cancelOpenSteps(tx: Tx, workspaceId: string, runIds: readonly string[]): Promise<unknown> {
  return tx`
    update run_steps set status = 'canceled', ended_at = now()
    where workspace_id = ${workspaceId} and run_id = any(${runIds as string[]}::uuid[]) and status = 'running'`.execute()
}
