import type { AgentRequest } from '../../run/agents.ts'
import type { LongAction } from './catalogue.ts'

export const agentRun: LongAction = (fields, { context }) => {
  const { agent, ...request } = fields as unknown as AgentRequest & { readonly agent: string }
  return context.agents.run(agent, request)
}
