import type { Actor } from '../actor.ts'
import type { CommandContext } from '../commands/definition.ts'
import type { Patch, PatchOperation } from '../entities/patch.ts'
import { deriveId } from '../ids.ts'
import { sameJson } from '../merge.ts'
import { effective } from './effective.ts'
import { namesIn } from './names.ts'
import { patchOperations } from './operations/catalogue.ts'
import { inOrder } from './order.ts'
import { pick } from './values.ts'

type Undoing = Pick<PatchOperation, 'key' | 'command' | 'data' | 'edited' | 'before' | 'dependsOn'>

/** What is undone of a patch: all that it did but what had changed nothing. */
const toUndo = (patch: Pick<Patch, 'operations'>): PatchOperation[] =>
  inOrder(patch.operations).filter((one) => one.status === 'applied' && !changedNothing(one))

/** Everything was so already. */
export const changedNothing = (operation: PatchOperation): boolean =>
  effective(operation).definition.effect === 'change' && sameJson(operation.before, operation.after)

/**
 * What takes back what a patch did, last first, under the same keys. What it wrote is what has to be there still; what depended on
 * something is taken back before it.
 */
export function inversesOf(patch: Pick<Patch, 'operations'>, undoId: string): Undoing[] {
  const undone = toUndo(patch)
  return undone.reverse().map((operation) => {
    const { definition, data } = effective(operation)
    const { command, data: inverse } = definition.inverse(data, operation.before)
    const { key } = operation
    return {
      key,
      command,
      data: { ...inverse, id: inverse['id'] ?? deriveId(undoId, 'made', key) },
      edited: null,
      before: patchOperations[command].effect === 'make' ? {} : pick(operation.after ?? {}, definition.fields(data)),
      dependsOn: undone.flatMap((other) => (other.dependsOn.includes(key) ? other.key : [])),
    }
  })
}

/** The operations of the patch that undoes one, accepted by whoever undoes it. */
export function planUndo(context: CommandContext, patch: Patch, undoId: string, decidedBy: Actor): PatchOperation[] {
  const inverses = inversesOf(patch, undoId)
  const names = namesIn(context, inverses)
  return inverses.map((inverse): PatchOperation => {
    const { definition, data } = effective(inverse)
    return {
      ...inverse,
      summary: definition.summary(data, names),
      target: definition.target(data),
      after: null,
      confidence: null,
      rationale: null,
      status: 'accepted',
      decidedBy,
      decidedAt: context.now,
      reason: null,
      conflicts: [],
    }
  })
}
