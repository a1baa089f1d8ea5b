import type { Task } from '../../entities/task.ts'
import type { CommandContext } from '../definition.ts'
import { taskToLink } from '../task-link/fields.ts'

/**
 * A task whose files may be changed. Those of a pull request of ours go there by themselves, with the connection's account: whoever changes
 * them needs the right to make one. A closed one counts, since it may be opened again.
 * @throws AppError
 */
export function taskToChange(context: CommandContext, taskId: string): Task {
  const task = taskToLink(context, taskId, 'taskId')
  const goThere = context
    .all('task_link')
    .some((link) => link.taskId === taskId && link.wanted !== null && link.state !== 'merged')
  if (goThere) context.allow('pull_request.create', task.projectId)
  return task
}
