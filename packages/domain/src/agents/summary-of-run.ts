import { snapshotOf } from '../commands/entities.ts'
import type { AgentRun, AgentRunSummary } from '../entities/agent-run.ts'
import { shortened } from '../storable-text.ts'

/** Of a prompt, in characters. */
const mostShown = 500

/** An agent's run as events and lists show it. */
export function summaryOfRun(run: AgentRun): AgentRunSummary {
  const { agents: _, callerTools: __, ...summary } = snapshotOf(run) as unknown as AgentRun
  return { ...summary, prompt: shortened(run.prompt, mostShown) }
}
