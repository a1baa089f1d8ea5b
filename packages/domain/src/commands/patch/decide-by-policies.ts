import type { Patch, PatchOperation } from '../../entities/patch.ts'
import { type AppliedOperations, applyOperations } from '../../patches/apply-operations.ts'
import { coveredOperations } from '../../patches/covered-operations.ts'
import type { CommandContext } from '../definition.ts'

/**
 * A new patch's operations as the workspace's policies decide on them: those that are covered, and that the rights and the commands of
 * whoever proposes allow, are accepted. A refusal leaves the operation to people, and says why.
 */
export function decideByPolicies(context: CommandContext, patch: Patch): PatchOperation[] {
  const covered = coveredOperations(context, patch)
  if (covered.size === 0) return patch.operations
  const accepted = patch.operations.map((operation): PatchOperation => {
    const policyId = covered.get(operation.key)
    return policyId === undefined
      ? operation
      : { ...operation, status: 'accepted', decidedBy: { policyId }, decidedAt: context.now }
  })
  const tried = rehearse(context, { ...patch, operations: accepted })
  return patch.operations.map((operation, index) => {
    const { status, reason } = tried.operations[index] ?? operation
    return (status === 'applied' && accepted[index]) || { ...operation, reason }
  })
}

/** What would become of them; nothing of it stays. */
function rehearse(context: CommandContext, patch: Patch): AppliedOperations {
  let result: AppliedOperations = { operations: patch.operations, applied: [], stale: [] }
  const over = new Error('the rehearsal is over')
  try {
    context.attempt(() => {
      result = applyOperations(context, {
        patch,
        undoes: null,
        refused: (operation, error) => ({
          ...operation,
          status: 'pending',
          reason: `not applied by a policy: ${error.message}`,
        }),
      })
      throw over
    })
  } catch (error) {
    if (error !== over) throw error
  }
  return result
}
