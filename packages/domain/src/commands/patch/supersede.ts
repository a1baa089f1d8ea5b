import type { Patch } from '../../entities/patch.ts'
import { AppError } from '../../errors.ts'
import { isWaiting } from '../../patches/status.ts'
import type { CommandContext } from '../definition.ts'
import { requirePerson } from './open-patch.ts'
import { savePatch } from './save.ts'

/** A patch whose place another one takes. @throws AppError when it is somebody else's, or waits for nobody */
export function supersede(context: CommandContext, next: Pick<Patch, 'id' | 'supersedesId' | 'author'>): void {
  if (next.supersedesId === null) return
  const patch = context.get('patch', next.supersedesId, 'supersedesId')
  const isOwn =
    patch.proposedBy.memberId === context.actor.memberId &&
    (patch.author?.agent ?? null) === (next.author?.agent ?? null)
  if (!isOwn) {
    // It is a decision on what others proposed.
    requirePerson(context)
    context.allow('patch.review', patch.projectId)
  }
  if (!isWaiting(patch))
    throw new AppError('invalid_state', `the patch is ${patch.status}: there is nothing in it to supersede`, {
      fields: [{ path: 'supersedesId', expected: 'a patch that waits for a decision', code: 'invalid_state' }],
      details: { status: patch.status },
    })
  savePatch(context, patch.id, { status: 'superseded', supersededById: next.id }, 'patch.superseded')
}
