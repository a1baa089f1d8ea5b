import type { AgentRun, AgentStep } from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import { selectView } from '../queries/entity-columns.ts'

/** A step as whoever follows its run sees it: without what went into it and came out, but with what its model said so far. */
export type FollowedStep = Omit<AgentStep, 'input' | 'output'> & { readonly partial: string }

export interface FollowedRun {
  readonly run: AgentRun
  readonly steps: readonly FollowedStep[]
}

/** @param from the first step that is of interest */
export async function readFollowedRun(
  tx: Tx,
  workspaceId: string,
  id: string,
  from: number,
): Promise<FollowedRun | undefined> {
  // The run first: of one that has ended, all steps are read then.
  const runs = await tx.unsafe<AgentRun[]>(
    `${selectView('agent_run', ['agents', 'callerTools'])} and t.id = $2`,
    [workspaceId, id],
    { prepare: true },
  )
  const run = runs[0]
  if (!run) return undefined
  const steps = await tx<FollowedStep[]>`
    select n, kind, agent, name, status, error, attempts, partial, started_at, ended_at from agent_steps
    where workspace_id = ${workspaceId} and run_id = ${id} and n >= ${from} order by n`
  return { run, steps: [...steps] }
}
