import type { AgentDefinition } from '@orchestrator/domain'

/** Whether each call of a tool waits for a person. An action changes what is not ours to undo. */
export const needsApproval = ({ approve, trusted }: AgentDefinition, tool: string): boolean =>
  approve.includes(tool) || (tool.includes('.') && !trusted.includes(tool))
