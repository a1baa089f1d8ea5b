import { type AgentStep, AppError, type CommandInput, deriveId, RunErrorCode } from '@orchestrator/domain'
import { agentPrincipal, listAgentSteps, readRunUsage } from '@orchestrator/store'
import type { AgentLocalActivities, AgentRunEnd } from '../../activities/agent-contract.ts'
import type { AgentDeps } from '../agent-deps.ts'
import { readRun } from './read-run.ts'

/** The run's end in its row and in the log: the last thing that a workflow does. One that has ended stays as it is. */
export const endAgentRunActivity =
  ({ store }: Pick<AgentDeps, 'store'>): AgentLocalActivities['endAgentRun'] =>
  async ({ run: ref, end }) => {
    const run = await readRun(store, ref)
    if (run.endedAt !== null) return
    const [steps, usage] = await Promise.all([listAgentSteps(store, ref), readRunUsage(store, ref)])
    const principal = agentPrincipal(run)
    // Nobody waits for these answers any more. One that came at this moment stays.
    for (const id of run.waits.flatMap(({ approvalId }) => approvalId ?? []))
      await store
        .execute(principal, [{ id: deriveId(run.id, 'cancel', id), type: 'approval.cancel', data: { id } }])
        .catch((error: unknown) => {
          if (!(error instanceof AppError) || error.code !== 'invalid_state') throw error
        })
    const data = { id: run.id, ...told(end), usage, patchIds: patchesOf(steps) }
    await store.execute(principal, [{ id: deriveId(run.id, 'end'), type: 'agent_run.end', data }])
  }

function told(end: AgentRunEnd): Pick<CommandInput<'agent_run.end'>, 'status' | 'output' | 'error'> {
  if (end.status === 'canceled') return end
  if (end.status === 'completed') return { status: end.status, output: end.output as never }
  const { code, message } = end.error
  return { status: end.status, error: { code: RunErrorCode.safeParse(code).data ?? ('internal' as const), message } }
}

const proposing: Readonly<Record<string, 'id' | 'patchId'>> = {
  ...{ propose_patch: 'id', plan_project: 'patchId', without_model: 'patchId' },
}

/** The patches that its steps proposed. */
const patchesOf = (steps: readonly AgentStep[]): string[] =>
  steps.flatMap(({ name, output }) => {
    const field = proposing[name]
    const found = field && (output as Readonly<Record<string, unknown>> | null)?.[field]
    return typeof found === 'string' ? found : []
  })
