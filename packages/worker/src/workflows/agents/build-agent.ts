import { Agent, type AgentOutputType, type Tool } from '@openai/agents-core'
import { patched } from '@temporalio/workflow'
import { StepModel } from './step-model.ts'
import type { Talk } from './talk.ts'
import { type Consult, consultTool, consultToolName, oneAfterTheOther, toolOf } from './tools.ts'

/** Its answer is a text, or what a schema describes. */
type AnyAgent = Agent<unknown, AgentOutputType>

export interface BuiltAgent {
  /** Of those that take part in the conversation. */
  readonly agentOf: (name: string) => AnyAgent
  /** The tool that a model means by a name. */
  readonly toolOf: (name: string) => string
}

/** As in the domain, from which the isolate imports nothing: agents that name each other in circles come to an end. */
const maximumConsultDepth = 3

/** An agent with all those to which it may hand over, for one conversation. */
export function buildAgent(talk: Talk, name: string, ask: Consult, depth: number): BuiltAgent {
  const built = new Map<string, AnyAgent>()
  const names = new Map<string, string>()
  const consult = oneAfterTheOther(ask)
  const build = (one: string): AnyAgent => {
    const known = built.get(one)
    if (known) return known
    const loaded = talk.agents.get(one)
    if (!loaded) throw new Error(`this run has no agent ${one}`)
    for (const { name: told, tool } of loaded.tools) names.set(told, tool)
    const mayAsk = depth < maximumConsultDepth || loaded.consults.length === 0 || !patched('consults end')
    const consults = mayAsk ? loaded.consults.flatMap((other) => talk.agents.get(other) ?? []) : []
    const agent: AnyAgent = new Agent<unknown, AgentOutputType>({
      name: one,
      handoffDescription: loaded.description,
      instructions: loaded.instructions,
      model: new StepModel(talk, one, new Set(consults.map((other) => consultToolName(other.name)))),
      tools: [
        ...loaded.tools.map((spec): Tool => toolOf(talk, one, spec)),
        ...consults.map((other): Tool => consultTool(other, consult)),
      ],
      outputType: loaded.output === null ? 'text' : outputOf(loaded.output),
    })
    built.set(one, agent)
    // Only now: agents may hand over to each other.
    agent.handoffs = loaded.handoffs.map(build)
    return agent
  }
  build(name)
  return { agentOf: build, toolOf: (told) => names.get(told) ?? told }
}

const outputOf = (schema: object): AgentOutputType =>
  ({ type: 'json_schema', name: 'answer', strict: false, schema }) as unknown as AgentOutputType
