import { Runner } from '@openai/agents-core'
import { patched } from '@temporalio/workflow'
import type { AgentRunRef, LoadedAgent } from '../../activities/agent-contract.ts'
import { inLanes, oneByOne, type StepNumbers } from './step-numbers.ts'
import { Waiting } from './waiting.ts'

/** One conversation, with what all of its run share. */
export interface Talk {
  readonly run: AgentRunRef
  readonly agents: ReadonlyMap<string, LoadedAgent>
  readonly runner: Runner
  readonly waiting: Waiting
  readonly numbers: StepNumbers
  /** false: it began when agents were consulted one after the other, and what waits was not bounded; so it goes on. */
  readonly isPresent: boolean
}

export function beginTalk(run: AgentRunRef, agents: readonly LoadedAgent[]): Talk {
  // Asked once: later it could be answered otherwise.
  const isPresent = patched('side-by-side-and-bounded')
  return {
    run,
    agents: new Map(agents.map((agent) => [agent.name, agent])),
    // The runner's own traces go to one vendor; ours are the run's steps.
    runner: new Runner({ tracingDisabled: true }),
    waiting: new Waiting(run),
    numbers: isPresent ? inLanes() : oneByOne(),
    isPresent,
  }
}

/** With an agent that this one consults. */
export const consultIn = (talk: Talk): Talk => ({ ...talk, numbers: talk.numbers.consult() })
