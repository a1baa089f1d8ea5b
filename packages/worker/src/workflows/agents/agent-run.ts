import type { Json } from '@orchestrator/sdk/runtime'
import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  setCurrentDetails,
} from '@temporalio/workflow'
import type { AgentRunEnd, AgentRunRef } from '../../activities/agent-contract.ts'
import type { RunError } from '../../activities/playbook-contract.ts'
import { local } from './activities.ts'
import { checkOutput } from './check-output.ts'
import { converse } from './converse.ts'
import { beginTalk, type Talk } from './talk.ts'

/**
 * One run of an agent: the question in, the answer or the reason out, both on the run's row before the workflow closes. The bundle's
 * default export, which Temporal takes for every Workflow Type: so the type that operators see is the agent's name.
 */
export default async function agentRun(run: AgentRunRef): Promise<Json> {
  try {
    const { agents, prompt, beforehand, hasModel } = await local.loadAgentRun({ run })
    const talk = beginTalk(run, agents)
    const agent = agents[0]?.name ?? ''
    const canceled = CancellationScope.current().cancelRequested
    const said = beforehand ? [beforehand, prompt] : [prompt]
    const answer = hasModel ? converse(talk, agent, said) : withoutModel(talk, agent)
    const output = await Promise.race([answer, canceled])
    checkOutput(output)
    await end(run, { status: 'completed', output })
    return output
  } catch (error) {
    const cancellation = reached(error, isCancellation)
    if (cancellation !== undefined) {
      await end(run, { status: 'canceled' })
      throw cancellation
    }
    const failure = describe(error)
    await end(run, { status: 'failed', error: failure })
    throw ApplicationFailure.create({ message: failure.message, type: failure.code, nonRetryable: true })
  }
}

const withoutModel = async (talk: Talk, agent: string): Promise<Json> =>
  (await local.answerWithoutModel({ run: talk.run, n: talk.numbers.next(), agent })).text

/** Also when the run was cancelled: its end must be told. */
const end = (run: AgentRunRef, how: AgentRunEnd): Promise<void> =>
  CancellationScope.nonCancellable(() => {
    setCurrentDetails(how.status === 'failed' ? `failed: ${how.error.message}` : how.status)
    return local.endAgentRun({ run, end: how })
  })

/** The agents' library wraps what tools throw in errors of its own. */
function reached<T>(error: unknown, wanted: (one: unknown) => T | boolean): unknown {
  for (let one = error, depth = 0; one instanceof Error && depth < 10; depth++) {
    if (wanted(one)) return one
    one = (one as { cause?: unknown; error?: unknown }).cause ?? (one as { error?: unknown }).error
  }
  return undefined
}

function describe(error: unknown): RunError {
  const refusal = reached(error, (one) => one instanceof ApplicationFailure || one instanceof ActivityFailure)
  const cause = refusal instanceof ActivityFailure ? refusal.cause : refusal
  if (cause instanceof ApplicationFailure) return { code: cause.type ?? 'internal', message: cause.message }
  const name = error instanceof Error ? error.constructor.name : ''
  const message = error instanceof Error ? error.message : String(error)
  if (name === 'MaxTurnsExceededError')
    return { code: 'too_many_turns', message: 'the agent took more turns than it may' }
  if (name === 'ModelBehaviorError') return { code: 'invalid_answer', message }
  return { code: 'internal', message }
}
