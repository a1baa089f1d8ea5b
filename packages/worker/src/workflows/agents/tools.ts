import { type FunctionTool, tool } from '@openai/agents-core'
import type { Json } from '@orchestrator/sdk/runtime'
import type { AgentToolSpec, LoadedAgent } from '../../activities/agent-contract.ts'
import { callTool } from './activities.ts'
import type { Talk } from './talk.ts'

/** What an agent may call. What goes wrong is told to the model as an answer; only what is nobody's fault ends the run. */
export const toolOf = (talk: Talk, agent: string, spec: AgentToolSpec): FunctionTool =>
  tool({
    name: spec.name,
    description: spec.description,
    parameters: spec.parameters as never,
    strict: false,
    needsApproval: spec.approve,
    errorFunction: null,
    execute: async (input: unknown) => {
      const n = talk.numbers.next()
      if (spec.by === 'platform') {
        const text = JSON.stringify(input ?? {})
        return (await callTool({ run: talk.run, n, agent, tool: spec.tool, input: text })).output
      }
      const wait = { step: n, kind: 'caller', tool: spec.tool, input: (input ?? {}) as Json, approvalId: null } as const
      const refusal = talk.isPresent && talk.waiting.refusalOf(n, wait.input)
      if (refusal) return `error: ${refusal}`
      const answer = await talk.waiting.answerTo(wait)
      if (answer.kind !== 'caller') throw new Error('a call of a tool was answered as an approval')
      return 'error' in answer ? `error: ${answer.error}` : textOf(answer.output)
    },
  }) as FunctionTool

export const consultToolName = (name: string): string => `ask_${name.replaceAll('-', '_')}`

export type Consult = (agent: string, question: string) => Promise<Json>

/** Another agent as a tool: it is asked in a conversation of its own, and its answer is one more opinion. */
export const consultTool = ({ name, description }: LoadedAgent, consult: Consult): FunctionTool =>
  tool({
    name: consultToolName(name),
    description: `Asks the agent ${name}. ${description}`,
    parameters: {
      type: 'object',
      properties: { question: { type: 'string', description: 'all that it has to know: it sees nothing else' } },
      required: ['question'],
      additionalProperties: false,
    } as never,
    strict: false,
    errorFunction: null,
    execute: async (input: unknown) => textOf(await consult(name, questionOf(input))),
  }) as FunctionTool

/** The agents that a conversation consults, asked one after the other: so runs go on whose steps are numbered without lanes. */
export function oneAfterTheOther(consult: Consult): Consult {
  let last: Promise<unknown> = Promise.resolve()
  return (agent, question) => {
    const answer = last.then(() => consult(agent, question))
    last = answer.catch(() => {})
    return answer
  }
}

const questionOf = (input: unknown): string => {
  const question = (input as { question?: unknown } | null)?.question
  return typeof question === 'string' ? question : JSON.stringify(input)
}

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))
