import type { TimeEntry } from '../../entities/time-entry.ts'
import type { CommandContext } from '../definition.ts'
import { refuseArchived } from '../read-only.ts'

/** One's own time is logged by whoever works; that of others is for those who manage. @throws AppError `forbidden` */
export function allowTimeOf(context: CommandContext, memberId: string, projectId: string): void {
  context.allow(memberId === context.actor.memberId ? 'time.log' : 'time.manage', projectId)
}

/** An entry that may be changed: time on a task that was deleted stays what it was. */
export function entryToChange(context: CommandContext, id: string): TimeEntry {
  const entry = context.get('time_entry', id, 'id')
  allowTimeOf(context, entry.memberId, entry.projectId)
  refuseArchived(context, context.get('task', entry.taskId))
  return entry
}
