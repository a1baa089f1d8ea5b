import { Runner } from '@openai/agents-core'
import type { AgentRunRef, LoadedAgent } from '../../activities/agent-contract.ts'
import { Waiting } from './waiting.ts'

/** What all conversations of a run share. */
export interface Talk {
  readonly run: AgentRunRef
  readonly agents: ReadonlyMap<string, LoadedAgent>
  readonly runner: Runner
  readonly waiting: Waiting
  readonly nextStep: () => number
}

export function beginTalk(run: AgentRunRef, agents: readonly LoadedAgent[]): Talk {
  let steps = 0
  return {
    run,
    agents: new Map(agents.map((agent) => [agent.name, agent])),
    // The runner's own traces go to one vendor; ours are the run's steps.
    runner: new Runner({ tracingDisabled: true }),
    waiting: new Waiting(run),
    nextStep: () => steps++,
  }
}
