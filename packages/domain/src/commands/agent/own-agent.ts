import { builtInAgentId, builtInAgents } from '../../agents/built-in/index.ts'
import type { Agent } from '../../entities/agent.ts'
import { AppError } from '../../errors.ts'
import type { CommandContext } from '../definition.ts'

/** @throws AppError `not_found`, or `invalid_state` for a built-in one */
export function ownAgent(context: CommandContext, id: string): Agent {
  const builtIn = builtInAgents.find(({ name }) => builtInAgentId(name) === id)
  if (builtIn)
    throw new AppError(
      'invalid_state',
      `${builtIn.name} is built in and stays as it is: make an agent of your own with another name`,
    )
  return context.get('agent', id, 'id')
}

/** @throws AppError `in_use` when other agents name this one */
export function requireUnused(context: CommandContext, { id, name }: Agent): void {
  const users = context
    .all('agent')
    .filter((other) => other.id !== id && [...other.handoffs, ...other.consults].includes(name))
  if (users.length > 0)
    throw new AppError('in_use', `other agents name ${name}: ${users.map((user) => user.name).join(', ')}`)
}
