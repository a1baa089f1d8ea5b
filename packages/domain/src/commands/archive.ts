import * as z from 'zod'
import { Id } from '../ids.ts'
import type { Permission } from '../permissions.ts'
import { type CommandContext, defineCommand, type Need } from './definition.ts'
import { emitUpdate } from './emit-update.ts'
import type { Entities } from './entities.ts'

type Archivable = 'task' | 'project'

/** The pair of commands that put an entity away and bring it back. Repeating either changes nothing. */
export function archiveCommands<K extends Archivable>(
  kind: K,
  options: {
    permission: Permission
    projectOf: (row: Entities[K]) => string
    /** What lies around it, and must not be archived itself. */
    around?: { needs: (id: string) => readonly Need[]; check: (context: CommandContext, row: Entities[K]) => void }
  },
) {
  const { permission, projectOf, around } = options
  const data = z.strictObject({ id: Id })
  const define = <V extends 'archive' | 'unarchive'>(verb: V) =>
    defineCommand({
      type: `${kind}.${verb}` as `${K}.${V}`,
      summary: verb === 'archive' ? `Put a ${kind} away; it keeps everything` : `Bring an archived ${kind} back`,
      data,
      needs: ({ id }) => [{ kind, ids: [id], write: true }, ...(around?.needs(id) ?? [])],
      decide({ id }, context) {
        const row = context.get(kind, id, 'id')
        context.allow(permission, projectOf(row))
        around?.check(context, row)
        const archived = row.archivedAt !== null
        const patch = verb === 'archive' ? (archived ? {} : { archivedAt: context.now }) : { archivedAt: null }
        return emitUpdate(context, kind, id, patch as Partial<Entities[K]>, {
          type: `${kind}.${verb}d` as `${K}.${V}d`,
          projectId: projectOf(row),
        })
      },
    })
  return [define('archive'), define('unarchive')] as const
}
