import type { StoredAgentRun } from '@orchestrator/store'
import type { AgentDeps } from '../agent-deps.ts'

/** What an agent does where no language model is configured: rules and figures, without words of its own. */
export type WithoutModel = (
  deps: AgentDeps,
  run: StoredAgentRun,
) => Promise<{ readonly text: string; readonly patchId: string | null }>
