import type { AgentInputItem, RunState, RunToolApprovalItem } from '@openai/agents-core'
import type { Json } from '@orchestrator/sdk/runtime'
import { ApplicationFailure } from '@temporalio/workflow'
import { local } from './activities.ts'
import { type BuiltAgent, buildAgent } from './build-agent.ts'
import { problemOf } from './check-answer.ts'
import { consultIn, type Talk } from './talk.ts'

/**
 * One conversation, from what is said to an answer. Calls that need a person wait for one; the others of the same turn go on meanwhile.
 * An answer that does not fit its schema is asked for once more.
 *
 * @param depth how many agents have asked each other before this one
 */
export async function converse(talk: Talk, name: string, said: readonly string[], depth = 0): Promise<Json> {
  const consult = (other: string, asked: string) => converse(consultIn(talk), other, [asked], depth + 1)
  const built = buildAgent(talk, name, consult, depth)
  const question = said.map((content): AgentInputItem => ({ type: 'message', role: 'user', content }))
  const first = await settle(talk, built, name, question)
  if (first.problem === null) return first.answer
  const again = `Your answer does not fit: ${first.problem}\nAnswer once more, with all of it.`
  const second = await settle(talk, built, first.agent, [...first.history, { role: 'user', content: again }])
  if (second.problem === null) return second.answer
  const message = `the answer of ${second.agent} does not fit its schema: ${second.problem}`
  throw ApplicationFailure.create({ message, type: 'invalid_answer', nonRetryable: true })
}

interface Settled {
  /** Whoever has the conversation now. */
  readonly agent: string
  readonly answer: Json
  readonly problem: string | null
  readonly history: AgentInputItem[]
}

async function settle(
  talk: Talk,
  { agentOf, toolOf }: BuiltAgent,
  name: string,
  input: AgentInputItem[],
): Promise<Settled> {
  const agent = agentOf(name)
  const maxTurns = talk.agents.get(name)?.maxTurns ?? 10
  let result = await talk.runner.run(agent, input, { maxTurns })
  while (result.interruptions.length > 0) {
    const { state } = result
    await Promise.all(result.interruptions.map((item) => decide(talk, state, item, toolOf(item.name ?? ''))))
    result = await talk.runner.run(agent, state, { maxTurns })
  }
  const last = result.lastAgent?.name ?? name
  const answer = (result.finalOutput ?? '') as Json
  return {
    agent: last,
    answer,
    problem: problemOf(talk.agents.get(last)?.output ?? null, answer),
    history: result.history,
  }
}

async function decide(
  talk: Talk,
  // biome-ignore lint/suspicious/noExplicitAny: whatever agents the conversation has
  state: RunState<any, any>,
  item: RunToolApprovalItem,
  tool: string,
): Promise<void> {
  const [step, agent, input] = [talk.numbers.next(), item.agent.name, parsed(item.arguments)]
  const refusal = talk.isPresent && talk.waiting.refusalOf(step, input)
  if (refusal) return state.reject(item, { message: refusal })
  const asked = await local.askApproval({ run: talk.run, n: step, agent, tool, input })
  if ('refused' in asked) {
    talk.waiting.forget(step)
    return state.reject(item, { message: asked.refused })
  }
  const { approvalId } = asked
  const answer = await talk.waiting.answerTo({ step, kind: 'approval', tool, input, approvalId })
  if (answer.kind === 'approval' && answer.approved) return state.approve(item)
  const comment = answer.kind === 'approval' ? answer.comment : null
  state.reject(item, { message: `a person has refused this call${comment === null ? '' : `: ${comment}`}` })
}

/** Models may write arguments that are no JSON: then people see the text. */
function parsed(text: string | undefined): Json {
  try {
    return JSON.parse(text ?? '{}') as Json
  } catch {
    return text ?? null
  }
}
