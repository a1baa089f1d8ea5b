import { AgentError } from '../errors.ts'
import type { AgentRunSummary } from '../generated/entities.ts'

/** Why a run that has ended did not complete. */
export function agentErrorOf({ id, agent, status, error }: AgentRunSummary): AgentError {
  return status === 'canceled'
    ? new AgentError('invalid_state', `the run of ${agent} was cancelled`, { runId: id, status })
    : new AgentError(error?.code ?? 'internal', `${agent}: ${error?.message ?? 'it failed'}`, {
        runId: id,
        status: 'failed',
        fields: error?.fields ?? [],
      })
}
