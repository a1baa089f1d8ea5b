import { PlaybookDefinitionError } from '../errors.ts'
import type { AgentRunCreateInput } from '../generated/commands.ts'
import type { AnySchema } from '../schema.ts'
import { type AgentParts, agentParts, type DefinedAgent } from './agent.ts'
import { type AgentTool, type ToolParts, toolParts } from './tool.ts'

/** An agent's run as it is asked for: what goes to the server, and what stays here. */
export interface AgentRequestParts {
  readonly name: string
  readonly data: Pick<AgentRunCreateInput, 'agent' | 'definition' | 'agents' | 'callerTools'>
  readonly tools: readonly ToolParts[]
  readonly output: AnySchema | null
}

/** @throws PlaybookDefinitionError for what `agent` and `tool` did not make, and for names that are there twice */
export function requestOf(asked: DefinedAgent | string, more: readonly AgentTool[] = []): AgentRequestParts {
  const parts = typeof asked === 'string' ? null : agentParts(asked)
  if (parts === undefined)
    throw new PlaybookDefinitionError('agents.run takes what agent({ … }) gives, or the name of an agent')
  const added = more.map((one) => {
    const known = toolParts(one)
    if (!known) throw new PlaybookDefinitionError('agents.run: `tools` takes what tool({ … }) gives')
    return known
  })
  const tools = [...(parts?.tools ?? []), ...added]
  refuseTwice(tools, 'tools')
  const callerTools = tools.map(({ name, description, parameters }) => ({ name, description, parameters }))
  const given = callerTools.length > 0 && { callerTools }
  if (!parts) return { name: asked as string, data: { agent: asked as string, ...given }, tools, output: null }
  const others = [...reachable(parts)].map(({ definition }) => definition)
  refuseTwice([parts.definition, ...others], 'agents')
  const data = { definition: parts.definition, ...(others.length > 0 && { agents: others }), ...given }
  return { name: parts.definition.name, data, tools, output: parts.output }
}

function reachable(from: AgentParts, found: Set<AgentParts> = new Set()): ReadonlySet<AgentParts> {
  for (const one of from.agents) {
    if (found.has(one)) continue
    found.add(one)
    reachable(one, found)
  }
  return found
}

function refuseTwice(named: readonly { readonly name: string }[], what: string): void {
  const names = named.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new PlaybookDefinitionError(`agents.run: two ${what} are named ${twice}`)
}
