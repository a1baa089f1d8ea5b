import { Runner } from '@openai/agents-core'
import { ApplicationFailure, patched } from '@temporalio/workflow'
import type { AgentRunRef, LoadedAgent } from '../../activities/agent-contract.ts'
import { Waiting } from './waiting.ts'

/** What all conversations of a run share. */
export interface Talk {
  readonly run: AgentRunRef
  readonly agents: ReadonlyMap<string, LoadedAgent>
  readonly runner: Runner
  readonly waiting: Waiting
  readonly nextStep: () => number
  /** Before a model is asked, in whichever conversation. @throws ApplicationFailure `too_many_turns` */
  readonly takeTurn: () => void
}

export function beginTalk(run: AgentRunRef, agents: readonly LoadedAgent[]): Talk {
  let steps = 0
  let turns = 0
  const most = agents[0]?.maxTurns ?? 0
  return {
    run,
    agents: new Map(agents.map((agent) => [agent.name, agent])),
    // The runner's own traces go to one vendor; ours are the run's steps.
    runner: new Runner({ tracingDisabled: true }),
    waiting: new Waiting(run),
    nextStep: () => steps++,
    takeTurn() {
      if (++turns <= most || !patched('turns of a run')) return
      const message = 'the agent and those that it consulted took more turns than it may'
      throw ApplicationFailure.create({ message, type: 'too_many_turns', nonRetryable: true })
    },
  }
}
