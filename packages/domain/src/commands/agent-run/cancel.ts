import * as z from 'zod'
import { AppError } from '../../errors.ts'
import { Id } from '../../ids.ts'
import { type CommandContext, type CommandResult, defineCommand } from '../definition.ts'
import { updateRun } from './emit.ts'
import { hasEnded } from './open-run.ts'

export const cancelAgentRun = defineCommand({
  type: 'agent_run.cancel',
  summary: 'Cancel an agent’s run that has not ended; what it proposed stays',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [{ kind: 'agent_run', ids: [id], write: true }],
  decide({ id }, context) {
    const run = context.get('agent_run', id, 'id')
    const isOwn = run.startedBy.memberId === context.actor.memberId
    context.allow(isOwn ? 'automation.run' : 'automation.manage')
    return requestCancel(context, id)
  },
})

/** @throws AppError `invalid_state` when it has ended */
export function requestCancel(context: CommandContext, id: string): CommandResult {
  const run = context.get('agent_run', id)
  if (hasEnded(run)) throw new AppError('invalid_state', `the run has ended: ${run.status}`)
  if (run.cancelRequestedAt !== null) return { kind: 'agent_run', id, version: run.version }
  const asked = { cancelRequestedAt: context.now }
  // Nobody has begun with it: it need not be told.
  if (run.status === 'queued' && run.startedAt === null)
    return updateRun(
      context,
      id,
      { ...asked, status: 'canceled', endedAt: context.now },
      { type: 'agent_run.canceled' },
    )
  return updateRun(context, id, asked, { type: 'agent_run.cancel_requested' })
}
