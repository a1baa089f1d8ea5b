import {
  type AgentStep,
  AppError,
  type CommandInput,
  deriveId,
  type ErrorCode,
  RunErrorCode,
} from '@orchestrator/domain'
import { agentPrincipal, listAgentSteps, readRunUsage, type Store, type StoredAgentRun } from '@orchestrator/store'
import type { AgentLocalActivities, AgentRunEnd } from '../../activities/agent-contract.ts'
import { storableJson } from '../../models/storable-json.ts'
import type { AgentDeps } from '../agent-deps.ts'
import { requireOwnAgentRun } from './require-own-agent-run.ts'

/** The last thing that a workflow does. */
export const endAgentRunActivity =
  ({ store }: Pick<AgentDeps, 'store'>): AgentLocalActivities['endAgentRun'] =>
  async ({ run: ref, end }) =>
    endAgentRun(store, await requireOwnAgentRun(store, ref, { evenEnded: true }), end)

/** What an answer that came at this moment is refused with. */
const isOver = new Set<ErrorCode>(['already_answered', 'expired', 'invalid_state'])

/**
 * The run's end in its row and in the log. One that has ended stays as it is. It takes no right: whoever started it may have left, or lost
 * theirs, meanwhile.
 */
export async function endAgentRun(store: Store, run: StoredAgentRun, end: AgentRunEnd): Promise<void> {
  if (run.endedAt !== null) return
  const ref = { workspaceId: run.workspaceId, runId: run.id }
  const [steps, usage] = await Promise.all([listAgentSteps(store, ref), readRunUsage(store, ref)])
  const [principal, unasked] = [agentPrincipal(run), { unasked: true }]
  // Nobody waits for these answers any more. One that came at this moment stays.
  for (const id of run.waits.flatMap(({ approvalId }) => approvalId ?? []))
    await store
      .execute(principal, [{ id: deriveId(run.id, 'cancel', id), type: 'approval.cancel', data: { id } }], unasked)
      .catch((error: unknown) => {
        if (!(error instanceof AppError) || !isOver.has(error.code)) throw error
      })
  const data = { id: run.id, ...told(end), usage, patchIds: patchesOf(steps) }
  await store.execute(principal, [{ id: deriveId(run.id, 'end'), type: 'agent_run.end', data }], unasked)
}

function told(end: AgentRunEnd): Pick<CommandInput<'agent_run.end'>, 'status' | 'output' | 'error'> {
  if (end.status === 'canceled') return end
  if (end.status === 'completed') return { status: end.status, output: storableJson(end.output) as never }
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
