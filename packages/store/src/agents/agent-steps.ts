import { type AgentStep, AppError, type ErrorJson, storableError } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import type { Store } from '../store.ts'
import type { AgentRunRef } from './agent-runs.ts'
import { notifyStream } from './stream.ts'

/** What is known of a step when it begins: one that has completed is not done again, but answers. */
export type BegunAgentStep = Pick<AgentStep, 'status' | 'output' | 'error' | 'attempts'>

const json = (tx: Tx, value: unknown) => tx.json((value ?? null) as never)

/**
 * Records that a step begins, or begins again: then what its model had said so far counts no more, and it may be another one, as when a key
 * was added meanwhile to a run that had no model.
 */
export async function beginAgentStep(
  store: Store,
  { workspaceId, runId }: AgentRunRef,
  step: Pick<AgentStep, 'n' | 'kind' | 'agent' | 'name' | 'input'>,
): Promise<BegunAgentStep> {
  const rows = await store.write(workspaceId, async (tx) => {
    const begun = await tx<BegunAgentStep[]>`
      insert into agent_steps (workspace_id, run_id, n, kind, agent, name, status, input, attempts, started_at)
      values (${workspaceId}, ${runId}, ${step.n}, ${step.kind}, ${step.agent}, ${step.name}, 'running', ${json(tx, step.input)}, 1, now())
      on conflict (workspace_id, run_id, n) do update set
        kind = excluded.kind, agent = excluded.agent, name = excluded.name, input = excluded.input,
        status = 'running', output = null, error = null, ended_at = null, partial = '', partial_length = 0,
        attempts = agent_steps.attempts + 1
      where agent_steps.status <> 'completed' or agent_steps.kind <> excluded.kind
      returning status, output, error, attempts`
    const known =
      begun.length > 0
        ? begun
        : await tx<BegunAgentStep[]>`
          select status, output, error, attempts from agent_steps
          where workspace_id = ${workspaceId} and run_id = ${runId} and n = ${step.n}`
    await notifyStream(tx, { workspaceId, runId })
    return known
  })
  const row = rows[0]
  if (row === undefined) throw new AppError('internal', 'a step was not recorded')
  return row
}

export interface AgentStepEnd {
  readonly status: 'completed' | 'failed'
  readonly output?: unknown
  readonly error?: ErrorJson
  /** Of a model's answer: the model that gave it. */
  readonly name?: string
}

/** Records how a step ended; one that has completed stays as it is. */
export const endAgentStep = (
  store: Store,
  { workspaceId, runId }: AgentRunRef,
  n: number,
  { status, output, error, name }: AgentStepEnd,
): Promise<void> =>
  store.write(workspaceId, async (tx) => {
    await tx`
      update agent_steps set
        status = ${status}, output = ${json(tx, output)}, error = ${error ? json(tx, storableError(error)) : null},
        name = coalesce(${name ?? null}, name), ended_at = now()
      where workspace_id = ${workspaceId} and run_id = ${runId} and n = ${n} and status <> 'completed'`
    await notifyStream(tx, { workspaceId, runId })
  })

export const listAgentSteps = (store: Store, { workspaceId, runId }: AgentRunRef): Promise<readonly AgentStep[]> =>
  store.read(
    workspaceId,
    (tx) => tx<AgentStep[]>`
    select n, kind, agent, name, status, input, output, error, attempts, started_at, ended_at
    from agent_steps where workspace_id = ${workspaceId} and run_id = ${runId} order by n`,
  )
