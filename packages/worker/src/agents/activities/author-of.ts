import { createHash } from 'node:crypto'
import type { ProposalAuthor } from '@orchestrator/agents'
import type { AgentDefinition, AgentStep, AgentUsage } from '@orchestrator/domain'
import type { StoredAgentRun } from '@orchestrator/store'

/** Who made a patch: the agent, the model that it asked last, and what the run has cost until then. */
export function authorOf(
  run: StoredAgentRun,
  { name, instructions }: AgentDefinition,
  steps: readonly AgentStep[],
  { costUsd }: Pick<AgentUsage, 'costUsd'>,
): ProposalAuthor {
  const model = steps.findLast((step) => step.kind === 'model' && step.agent === name && step.status === 'completed')
  return {
    ...{ agent: name, agentVersion: run.agentVersion === null ? null : String(run.agentVersion) },
    ...{ model: model?.name ?? null, costUsd },
    promptVersion: createHash('sha256').update(instructions).digest('hex').slice(0, 12),
  }
}
