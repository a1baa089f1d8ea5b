import type { CommandContext } from '../definition.ts'
import { emitUpdate } from '../emit-update.ts'

/** A task that has entries has taken as long as they say. Called when one that has ended comes, changes or goes. */
export function bookMinutes(context: CommandContext, taskId: string): void {
  const task = context.find('task', taskId)
  if (!task) return
  const minutes = context.all('time_entry').flatMap((entry) => (entry.taskId === taskId ? (entry.minutes ?? []) : []))
  const actualMinutes = minutes.length > 0 ? minutes.reduce((sum, one) => sum + one, 0) : null
  emitUpdate(context, 'task', taskId, { actualMinutes }, { type: 'task.updated', projectId: task.projectId })
}
