import type { Approval } from '../../entities/approval.ts'
import { AppError } from '../../errors.ts'
import type { CommandContext, Need } from '../definition.ts'

/** An approval, and by what it is told who may answer it. */
export const needsOf = (id: string): Need[] => [
  { kind: 'approval', ids: [id], write: true },
  { kind: 'task', of: { kind: 'approval', field: 'taskId', ids: [id] } },
  { kind: 'project', of: { kind: 'approval', field: 'projectId', ids: [id] } },
]

/** @throws AppError `already_answered`, `expired`, or `invalid_state` for one that was cancelled */
export function requirePending(approval: Approval, { now }: CommandContext): void {
  const { status, expiresAt } = approval
  const details = { status }
  if (status === 'answered') throw new AppError('already_answered', 'the approval has been answered', { details })
  // What expires is told a moment later: what comes after the deadline is late all the same.
  if (status === 'expired' || (status === 'pending' && expiresAt !== null && expiresAt <= now))
    throw new AppError('expired', `the time to answer was over at ${expiresAt}`, { details })
  if (status === 'canceled') throw new AppError('invalid_state', 'the approval was cancelled', { details })
}
