import * as z from 'zod'
import type { Task } from '../../entities/task.ts'
import type { CommandContext, Need } from '../definition.ts'
import { projectOfTask, refuseArchived } from '../read-only.ts'

/** More would be a list that nobody reads; what is recognised beyond it is left out. */
export const mostLinks = 200
/** Of these, what anybody may open takes no more: people's own find a place. */
export const mostForeignLinks = 50

export const LinkTitle = z.string().trim().min(1).max(1_000)
export const LinkUrl = z
  .url({ protocol: /^https?$/, hostname: z.regexes.hostname })
  .max(2_000)
  .meta({ description: 'an address that begins with http:// or https://' })

/** The task is locked, so that what is decided of all its links holds. */
export const linksOfTask = (taskId: string): Need[] => [
  { kind: 'task', ids: [taskId], write: true },
  projectOfTask(taskId),
  { kind: 'task_link', by: { taskId }, write: true },
]

export const linkWithTask = (id: string): Need[] => [
  { kind: 'task_link', ids: [id], write: true },
  { kind: 'task', of: { kind: 'task_link', field: 'taskId', ids: [id] } },
  { kind: 'project', of: { kind: 'task_link', field: 'projectId', ids: [id] } },
]

/** A task whose links may be changed. @throws AppError */
export function taskToLink(context: CommandContext, taskId: string, field: string): Task {
  const task = context.get('task', taskId, field)
  context.allow('task.edit', task.projectId)
  refuseArchived(context, task)
  return task
}

/** What only pull requests, branches and commits have. */
export const plainLink = {
  ...{ provider: null, connectionId: null, externalId: null, repositoryId: null, repository: null, number: null },
  ...{ branch: null, base: null, sha: null, state: null, review: null, checks: null, completes: false },
  ...{ wanted: null, error: null, theirsUpdatedAt: null },
}
