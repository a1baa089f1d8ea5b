import { AppError } from '../errors.ts'
import type { CommandContext, Need } from './definition.ts'
import type { Entities } from './entities.ts'

// What is archived can be brought back or deleted; nothing in it changes until then.

/** @throws AppError `invalid_state` when the project is archived */
export function refuseArchivedProject(context: CommandContext, projectId: string): void {
  if (context.get('project', projectId).archivedAt)
    throw new AppError('invalid_state', 'the project is archived; unarchive it first')
}

/** @throws AppError `invalid_state` when the task or its project is archived; whoever asks names {@link projectOfTask} in its needs */
export function refuseArchived(context: CommandContext, task: Entities['task']): void {
  refuseArchivedProject(context, task.projectId)
  if (task.archivedAt) throw new AppError('invalid_state', 'the task is archived; unarchive it first')
}

export const projectOfTask = (...ids: readonly string[]): Need => ({
  kind: 'project',
  of: { kind: 'task', field: 'projectId', ids },
})
