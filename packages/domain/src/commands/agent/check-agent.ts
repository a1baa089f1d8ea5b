import { checkDefinition } from '../../agents/check-definition.ts'
import { checkTools } from '../../agents/check-tools.ts'
import { agentNames, isAgent, noSuchAgent } from '../../agents/no-such-agent.ts'
import type { AgentDefinition } from '../../entities/agent.ts'
import { AppError } from '../../errors.ts'
import type { CommandContext } from '../definition.ts'
import { wrong } from '../task/validate.ts'

/**
 * What has to be so of an agent beside its schema: its name is its own, and whom it names is there, or is made by the same batch.
 * @throws AppError `invalid_input`, or `already_exists` for a name that is taken
 */
export function checkAgent(context: CommandContext, id: string, agent: AgentDefinition): void {
  const twin = context.findBy('agent', { name: agent.name })
  if (twin && twin.id !== id)
    throw new AppError('already_exists', `an agent named ${agent.name} exists`, {
      fields: [{ path: 'name', expected: 'a name that no other agent has', code: 'already_exists' }],
    })
  checkDefinition(agent)
  for (const field of ['handoffs', 'consults'] as const)
    for (const [index, name] of agent[field].entries())
      if (!isAgent(context, name)) throw wrong(`${field}.${index}`, noSuchAgent(name, agentNames(context)), 'not_found')
}

/**
 * Tools that whoever starts a run carries out come with the run: an agent names them only where each call needs approval.
 * @throws AppError `invalid_input` for the name of no tool
 */
export const checkOwnTools = ({ tools, approve }: Pick<AgentDefinition, 'tools' | 'approve'>): void =>
  checkTools(tools, 'tools', approve)
