import {
  AppError,
  type Command,
  mostRollbackPatches,
  type Patch,
  type RollbackPlan,
  type RollbackWindow,
  rollbackPatches,
} from '@orchestrator/domain'
import { requestedAt, toldEntities } from '@orchestrator/store'
import { read } from '../../http/read.ts'
import type { Call } from '../../http/route.ts'
import { execute } from '../../writes/execute.ts'
import { identify } from '../../writes/identify.ts'

type Caller = Pick<Call, 'api' | 'c' | 'identity' | 'workspaceId' | 'body'>

/**
 * Proposes a rollback as patches, all of them or none, once under one Idempotency-Key; a dry run only says which.
 * @throws AppError `invalid_input` when that were too many
 */
export async function proposeRollback(call: Caller, plan: RollbackPlan, window: RollbackWindow, dryRun: boolean) {
  const { api, identity } = call
  const { commandId, idempotency } = identify(call)
  const { patches, skipped } = rollbackPatches(plan, window)
  const first = await proposedFirst(call)
  if (first !== null) {
    await execute(api, identity.principal, [], idempotency)
    return answer(first, skipped)
  }
  if (patches.length > mostRollbackPatches)
    throw new AppError('invalid_input', `to: a time up to which ${mostRollbackPatches} patches are enough`, {
      fields: [{ path: 'to', expected: `at most ${mostRollbackPatches} patches at once`, code: 'too_big' }],
    })
  if (dryRun) return answer(patches, skipped)
  const commands = patches.map((data, n) => ({ id: commandId(n), type: 'patch.propose', data }) as unknown as Command)
  const applied = await execute(api, identity.principal, commands, idempotency)
  const proposed = patches.map((patch, n) => ({ ...patch, id: applied[n]?.result.id }))
  return answer(proposed, skipped)
}

/** What the same request has proposed before: accepted meanwhile, it would no longer be the same. null: it is new. */
async function proposedFirst(call: Caller): Promise<readonly Patch[] | null> {
  const { api, workspaceId } = call
  const { commandId, idempotency } = identify(call)
  if (!idempotency) return null
  const ids = Array.from({ length: mostRollbackPatches }, (_, n) => commandId(n))
  return read(api, workspaceId, async (tx) => {
    if (!(await requestedAt(tx, workspaceId, idempotency.id))) return null
    const told = await toldEntities(tx, workspaceId, { ids })
    return ids.flatMap((id) => (told.get(id)?.entity as Patch | undefined) ?? [])
  })
}

type Shown = {
  readonly id?: string | undefined
  readonly title: string
  readonly operations: readonly { readonly key: string; readonly command: string; readonly data: object }[]
}

const answer = (patches: readonly Shown[], skipped: RollbackPlan['skipped']) => ({
  applied: false,
  operations: patches.flatMap(({ operations }) =>
    operations.map(({ key, command, data }) => ({
      ...{ type: command, name: key, data: { ...data }, entityId: String((data as { id?: unknown }).id) },
    })),
  ),
  patches: patches.map(({ id = null, title, operations }) => ({ id, title, operations: operations.length })),
  skipped: [...skipped],
})
