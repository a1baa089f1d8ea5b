import { type AgentDefinition, namesTool } from '@orchestrator/domain'
import type { StoredAgentRun } from '@orchestrator/store'
import { toolsFor } from './server-tools.ts'

/** Whether each call of a tool waits for a person. An action, and a tool of a server, changes what is not ours to undo. */
export function needsApproval(run: StoredAgentRun, agent: AgentDefinition, tool: string): boolean {
  const ofServer = toolsFor(run, agent).find((one) => one.tool === tool)
  if (ofServer) return !ofServer.trusted || namesTool(agent.approve, tool)
  return agent.approve.includes(tool) || (tool.includes('.') && !agent.trusted.includes(tool))
}
