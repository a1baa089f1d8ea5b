import { type AgentOutputItem, type Model, type ModelRequest, type ModelResponse, Usage } from '@openai/agents-core'
import type { Json, JsonObject } from '@orchestrator/sdk/runtime'
import type { ModelQuestion } from '../../activities/agent-contract.ts'
import { modelFor } from './activities.ts'
import type { Talk } from './talk.ts'

/**
 * A model that is asked by an activity. One for each conversation of an agent: it knows what was sent before, so that each request
 * carries only what is new.
 */
export class StepModel implements Model {
  readonly #talk: Talk
  readonly #agent: string
  readonly #consults: ReadonlySet<string>
  #sent: { readonly n: number; readonly items: readonly string[] } | null = null

  constructor(talk: Talk, agent: string, consults: ReadonlySet<string>) {
    this.#talk = talk
    this.#agent = agent
    this.#consults = consults
  }

  async getResponse(request: ModelRequest): Promise<ModelResponse> {
    const { numbers } = this.#talk
    this.#talk.takeTurn()
    numbers.turn({ consults: 0, others: false })
    const n = numbers.next()
    const items = itemsOf(request.input)
    const texts = items.map((item) => JSON.stringify(item))
    const before = this.#sent?.items ?? []
    const goesOn = this.#sent !== null && before.every((text, index) => text === texts[index])
    const question: ModelQuestion = {
      after: goesOn ? (this.#sent?.n ?? null) : null,
      items: goesOn ? items.slice(before.length) : items,
      handoffs: request.handoffs.map(({ toolName, toolDescription, inputJsonSchema }) => ({
        ...{ name: toolName, description: toolDescription, parameters: inputJsonSchema as unknown as JsonObject },
      })),
      consults: request.tools.flatMap((tool) =>
        tool.type === 'function' && this.#consults.has(tool.name)
          ? { name: tool.name, description: tool.description, parameters: tool.parameters as unknown as JsonObject }
          : [],
      ),
    }
    const { run } = this.#talk
    const reply = await modelFor(this.#agent).askModel({ run, n, agent: this.#agent, question })
    this.#sent = { n, items: [...texts, ...reply.output.map((item) => JSON.stringify(item))] }
    const calls = reply.output.filter(isCall)
    const called = calls.map(({ name }) => name)
    const known = [...request.tools, ...request.handoffs.map((handoff) => ({ name: handoff.toolName }))].map(
      ({ name }) => name,
    )
    for (const { name, callId } of calls)
      if (!known.includes(name)) this.#talk.unknownTools.set(callId, inWords(name, known))
    const consults = called.filter((name) => this.#consults.has(name)).length
    numbers.turn({ consults, others: called.length > consults })
    const { inputTokens, outputTokens } = reply
    return {
      output: reply.output as unknown as AgentOutputItem[],
      usage: new Usage({ requests: 1, inputTokens, outputTokens, totalTokens: inputTokens + outputTokens }),
    }
  }

  // biome-ignore lint/correctness/useYield: the runner is never asked to stream; text goes to its readers beside the history
  async *getStreamedResponse(): AsyncGenerator<never> {
    throw new Error('answers of agents are not streamed through the workflow')
  }
}

const inWords = (name: string, known: readonly string[]): string =>
  `error: there is no tool ${JSON.stringify(name)} for you; ${known.length > 0 ? `there are ${known.join(', ')}` : 'you have none'}`

const isCall = (item: Json): item is { type: 'function_call'; name: string; callId: string } =>
  typeof item === 'object' && item !== null && 'type' in item && item['type'] === 'function_call'

const itemsOf = (input: ModelRequest['input']): Json[] =>
  (typeof input === 'string'
    ? [{ type: 'message', role: 'user', content: input }]
    : JSON.parse(JSON.stringify(input))) as Json[]
