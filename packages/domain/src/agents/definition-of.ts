import { type Agent, AgentDefinition } from '../entities/agent.ts'

const fields = Object.keys(AgentDefinition.shape) as (keyof AgentDefinition)[]

/** What a run carries of a workspace's own agent. */
export const definitionOfAgent = (agent: Agent): AgentDefinition =>
  Object.fromEntries(fields.map((field) => [field, agent[field]])) as AgentDefinition
