import type { Patch } from '../../entities/patch.ts'
import { AppError } from '../../errors.ts'
import type { CommandContext } from '../definition.ts'

const over: Partial<Record<Patch['status'], string>> = {
  superseded: 'another patch has taken its place',
  withdrawn: 'it was withdrawn',
  undone: 'it was undone',
}

/** @throws AppError `expired`, or `invalid_state` for one that ended otherwise */
export function requireOpen({ status, expiresAt, supersededById }: Patch, { now }: CommandContext): void {
  // What expires is told a moment later: what comes after the time is late all the same.
  if (status === 'expired' || (expiresAt !== null && expiresAt <= now))
    throw new AppError('expired', `the patch has expired at ${expiresAt}`, { details: { status } })
  const why = over[status]
  if (why !== undefined)
    throw new AppError('invalid_state', `nothing of the patch can be decided any more: ${why}`, {
      details: { status, ...(supersededById !== null && { supersededById }) },
    })
}

/** Agents propose; what becomes of it, people decide, or the workspace's policies. @throws AppError `forbidden` */
export function requirePerson({ actor }: CommandContext): void {
  if (actor.type !== 'user' && actor.type !== 'api_key')
    throw new AppError('forbidden', 'a patch is decided on by a person or a policy, not by an automation')
}
