import { wrong } from '../commands/task/validate.ts'
import type { AgentDefinition } from '../entities/agent.ts'
import { noSuchAgent } from './no-such-agent.ts'

/** So deep may agents ask each other: the one that was started asks a second one, that a third, that a fourth. */
export const maximumConsultDepth = 3
const mostAgents = 30

/** An agent, and where the input names or defines it. */
export interface FoundAgent {
  readonly definition: AgentDefinition
  readonly path: string
}

/**
 * An agent and all others that it may reach, each once, the nearest first. They may name each other in circles. Those that could be asked
 * only deeper than {@link maximumConsultDepth} are left out.
 * @throws AppError `invalid_input` for a name that no agent has
 */
export function resolveAgents(
  first: FoundAgent,
  find: (name: string) => FoundAgent | undefined,
  names: readonly string[],
): readonly AgentDefinition[] {
  const found = new Map([[first.definition.name, first]])
  const reach = (from: FoundAgent, field: 'handoffs' | 'consults'): FoundAgent[] =>
    from.definition[field].flatMap((name, index) => {
      if (found.has(name)) return []
      const next = find(name)
      if (!next) throw wrong(`${from.path}.${field}.${index}`, noSuchAgent(name, names), 'not_found')
      found.set(name, next)
      return [next]
    })
  let asked = [first]
  for (let depth = 0; depth <= maximumConsultDepth && asked.length > 0; depth++) {
    // Whoever takes over a conversation is asked as deep as the one before; the loop meets those that it adds.
    const level = [...asked]
    for (const agent of level) level.push(...reach(agent, 'handoffs'))
    asked = depth < maximumConsultDepth ? level.flatMap((agent) => reach(agent, 'consults')) : []
  }
  if (found.size > mostAgents)
    throw wrong(first.path, `one that reaches ${mostAgents} agents at most, not ${found.size}`, 'too_big')
  return [...found.values()].map(({ definition }) => definition)
}
