import type { LoadedRows } from '../commands/definition.ts'
import type { PatchOperation } from '../entities/patch.ts'
import { effective } from './effective.ts'
import { type Names, quoted } from './in-words.ts'
import type { Values } from './values.ts'

/** What things are called: those that are there, and those that the operations make. */
export function namesIn(
  rows: Pick<LoadedRows, 'find'>,
  operations: readonly Pick<PatchOperation, 'command' | 'data' | 'edited'>[],
): Names {
  return (kind, id) => {
    const row = rows.find(kind, String(id)) as Values | undefined
    const making =
      row ?? operations.map(effective).find((one) => one.definition.effect === 'make' && one.id === id)?.data
    if (!making) return String(id)
    const { identifier, key, name, title } = making
    if (typeof identifier === 'string') return identifier
    return kind === 'project' && typeof key === 'string' ? key : quoted(name ?? title ?? id)
  }
}
