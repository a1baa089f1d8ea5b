import { Runner } from '@openai/agents-core'
import { ApplicationFailure, patched } from '@temporalio/workflow'
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
  /** Before a model is asked, in whichever conversation. @throws ApplicationFailure `too_many_turns` */
  readonly takeTurn: () => void
  /** For a call of a tool that is not there: what its model is told. */
  readonly unknownTools: Map<string, string>
  /** false: it began when agents were consulted one after the other, and what waits was not bounded; so it goes on. */
  readonly isPresent: boolean
}

export function beginTalk(run: AgentRunRef, agents: readonly LoadedAgent[]): Talk {
  // Asked once: later it could be answered otherwise.
  const isPresent = patched('side-by-side-and-bounded')
  const unknownTools = new Map<string, string>()
  let turns = 0
  const most = agents[0]?.maxTurns ?? 0
  return {
    run,
    agents: new Map(agents.map((agent) => [agent.name, agent])),
    // The runner's own traces go to one vendor; ours are the run's steps.
    runner: new Runner({
      tracingDisabled: true,
      toolNotFoundBehavior: patched('unknown tools are told') ? 'return_error_to_model' : 'raise_error',
      toolErrorFormatter: ({ callId }) => unknownTools.get(callId),
    }),
    unknownTools,
    waiting: new Waiting(run),
    numbers: isPresent ? inLanes() : oneByOne(),
    takeTurn() {
      if (++turns <= most || !patched('turns of a run')) return
      const message = 'the agent and those that it consulted took more turns than it may'
      throw ApplicationFailure.create({ message, type: 'too_many_turns', nonRetryable: true })
    },
    isPresent,
  }
}

/** With an agent that this one consults. */
export const consultIn = (talk: Talk): Talk => ({ ...talk, numbers: talk.numbers.consult() })
