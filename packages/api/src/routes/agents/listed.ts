import { type Agent, builtInAgentId, builtInAgents, type ListedAgent } from '@orchestrator/domain'

export const builtIn: readonly ListedAgent[] = builtInAgents.map((definition) => ({
  id: builtInAgentId(definition.name),
  ...definition,
  ...{ enabled: true, version: 1, createdAt: null, updatedAt: null, builtIn: true },
}))

export const listed = (agent: Agent): ListedAgent => ({ ...agent, builtIn: false })
