import type { AgentRun } from '../../entities/agent-run.ts'
import { AppError } from '../../errors.ts'
import type { CommandContext } from '../definition.ts'
import type { Entities } from '../entities.ts'

export const hasEnded = ({ status }: Pick<AgentRun, 'status'>): boolean =>
  status === 'completed' || status === 'failed' || status === 'canceled'

/**
 * The run that says something of itself.
 * @throws AppError `forbidden` when somebody else says it, `invalid_state` when it has ended
 */
export function ownRun(context: CommandContext, id: string): Entities['agent_run'] {
  const run = context.get('agent_run', id, 'id')
  if (context.actor.type !== 'agent_run' || context.actor.id !== id)
    throw new AppError('forbidden', 'only the run itself says how it goes on')
  if (hasEnded(run)) throw new AppError('invalid_state', `the run has ended: ${run.status}`)
  return run
}
