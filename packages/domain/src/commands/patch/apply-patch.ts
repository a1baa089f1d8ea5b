import type { Patch, PatchOperation } from '../../entities/patch.ts'
import { AppError } from '../../errors.ts'
import { applyOperations } from '../../patches/apply-operations.ts'
import { effective } from '../../patches/effective.ts'
import { needsToApply } from '../../patches/needs.ts'
import { changedNothing } from '../../patches/undo-operations.ts'
import type { CommandContext, CommandResult, LoadedRows, Need } from '../definition.ts'
import { savePatch } from './save.ts'

const mostNamed = 5

type Applied = Pick<Patch, 'id' | 'undoesId' | 'operations'>

/** What it takes to do these operations of a patch. */
export function needsOfPatch({ id, undoesId, operations }: Applied, rows: LoadedRows): Need[] {
  const undone = rows.find('patch', undoesId)
  return [
    ...needsToApply(id, operations, rows),
    ...(undoesId ? [{ kind: 'patch', ids: [undoesId], write: true } as const] : []),
    ...(undone ? needsOfUse(undone) : []),
  ]
}

/** By which it is told whether others build on what a patch made. */
export function needsOfUse({ operations }: Pick<Patch, 'operations'>): Need[] {
  const done = operations.filter(({ status }) => status === 'applied').map(effective)
  return [...Map.groupBy(done, ({ definition }) => definition)].flatMap(([{ inUse }, made]) => [
    ...(inUse?.needs(made.map(({ id }) => id)) ?? []),
  ])
}

/** Does what is accepted of a patch. @throws AppError `invalid_state` when that is nothing */
export function applyPatch(context: CommandContext, id: string): CommandResult {
  const patch = context.get('patch', id)
  const undoes = context.find('patch', patch.undoesId) ?? null
  const { operations, applied, stale } = applyOperations(context, { patch, undoes })
  if (applied.length + stale.length === 0)
    throw new AppError('invalid_state', `there is nothing to apply: ${whyNothing(operations)}`, {
      details: { status: patch.status },
    })
  if (undoes && applied.length > 0) tellUndone(context, undoes, id, applied)
  if (applied.length === 0) return savePatch(context, id, { operations: [...operations] }, 'patch.stale', { stale })
  const values = { operations: [...operations], appliedAt: context.now, appliedBy: context.actor }
  return savePatch(context, id, values, 'patch.applied', { applied, stale })
}

/** For what those that are accepted wait. */
function whyNothing(operations: readonly PatchOperation[]): string {
  const statusOf = new Map(operations.map(({ key, status }) => [key, status]))
  const waiting = operations
    .filter(({ status }) => status === 'accepted')
    .map(({ key, dependsOn }) => ({ key, for: dependsOn.filter((one) => statusOf.get(one) !== 'applied') }))
  if (waiting.length === 0) return 'no operation is accepted'
  const named = waiting.slice(0, mostNamed).map((one) => `${one.key} depends on ${one.for.join(', ')}`)
  const more = waiting.length > mostNamed ? `; and ${waiting.length - mostNamed} more` : ''
  return `${named.join('; ')}${more}: accept these, too`
}

/** What had changed nothing has nothing to be taken back. */
function tellUndone(context: CommandContext, patch: Patch, undoneById: string, taken: readonly string[]): void {
  const isUndone = (one: Patch['operations'][number]) =>
    one.status === 'applied' && (taken.includes(one.key) || changedNothing(one))
  const undone = patch.operations.filter(isUndone).map(({ key }) => key)
  const operations = patch.operations.map((one) => (isUndone(one) ? { ...one, status: 'undone' as const } : one))
  savePatch(context, patch.id, { operations, undoneById }, 'patch.undone', { undone })
}
