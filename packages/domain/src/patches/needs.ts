import type { LoadedRows, Need } from '../commands/definition.ts'
import type { EntityKind } from '../commands/entities.ts'
import type { PatchOperation } from '../entities/patch.ts'
import { deriveId } from '../ids.ts'
import { effective } from './effective.ts'

type Readable = Pick<PatchOperation, 'command' | 'data' | 'edited'>

/** The id under which an operation is done: what it makes has the same id however often it is tried. */
export const operationCommandId = (patchId: string, key: string): string => deriveId(patchId, 'operation', key)

/** What operations name, and what they change. */
export function needsToRead(operations: readonly Readable[]): { readonly kind: EntityKind; readonly ids: string[] }[] {
  const ids = new Map<EntityKind, Set<string>>()
  const add = (kind: EntityKind, id: string) => void ids.set(kind, (ids.get(kind) ?? new Set()).add(id))
  for (const operation of operations) {
    const { definition, data, id } = effective(operation)
    add(definition.kind, id)
    for (const reference of definition.refers(data)) add(reference.kind, reference.id)
  }
  return [...ids].map(([kind, all]) => ({ kind, ids: [...all] }))
}

/** All that is needed to do operations, as their commands say it. */
export function needsToApply(
  patchId: string,
  operations: readonly (Readable & { key: string })[],
  rows: LoadedRows,
): Need[] {
  const needs = operations.flatMap((operation) => {
    const { definition, data } = effective(operation)
    const commandId = operationCommandId(patchId, operation.key)
    const { command } = definition
    return [...command.needs(data, commandId), ...(command.more?.(data, rows, commandId) ?? [])]
  })
  return [...needsToRead(operations), ...withSums(needs)]
}

/** Of two needs that are the same one is loaded: numbers for two tasks are one need for two. */
function withSums(needs: readonly Need[]): Need[] {
  const numbers = new Map<string, number>()
  const others = needs.filter((need) => {
    if (!('numberIn' in need)) return true
    numbers.set(need.numberIn, (numbers.get(need.numberIn) ?? 0) + (need.count ?? 1))
    return false
  })
  return [...[...numbers].map(([numberIn, count]) => ({ numberIn, count })), ...others]
}
