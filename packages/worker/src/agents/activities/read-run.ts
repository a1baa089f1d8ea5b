import { AppError } from '@orchestrator/domain'
import { type AgentRunRef, readAgentRun, type Store, type StoredAgentRun } from '@orchestrator/store'

/** @throws AppError `not_found` */
export async function readRun(store: Store, { workspaceId, runId }: AgentRunRef): Promise<StoredAgentRun> {
  const run = await readAgentRun(store, workspaceId, runId)
  if (run === null) throw new AppError('not_found', `there is no agent run ${runId}`)
  return run
}
