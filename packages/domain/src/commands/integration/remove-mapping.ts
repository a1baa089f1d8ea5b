import type { CommandContext, CommandResult, Need } from '../definition.ts'
import { emitRemove, emitUpdate } from '../emit-update.ts'

/** The conflicts that end with a mapping or with a project's mappings. */
export const conflictsNeeded = (of: { mappingId: string } | { projectId: string }): Need => ({
  kind: 'sync_conflict',
  by: { ...of, status: 'open' },
  write: true,
  late: true,
})

/** Removes a mapping. What it linked is forgotten with its row; nobody has to decide between its sides any more. */
export function removeMapping(context: CommandContext, id: string): CommandResult {
  const { projectId } = context.get('mapping', id)
  for (const conflict of context.all('sync_conflict'))
    if (conflict.mappingId === id && conflict.status === 'open')
      emitUpdate(context, 'sync_conflict', conflict.id, { status: 'gone' }, { type: 'sync_conflict.gone', projectId })
  return emitRemove(context, 'mapping', id, { type: 'mapping.deleted', projectId })
}
