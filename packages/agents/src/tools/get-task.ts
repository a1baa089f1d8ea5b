import type { TaskLink, TaskRelation } from '@orchestrator/domain'
import { byCreation, listEntities, type Sort } from '@orchestrator/store'
import * as z from 'zod'
import { cut, cutJson } from '../output/cut.ts'
import { withoutEmpty } from '../output/without-empty.ts'
import { commentLine } from './comment-line.ts'
import { defineReadTool, type Reading } from './definition.ts'
import { findTask, TaskName } from './find-task.ts'
import { taskLine } from './task-line.ts'

const [mostDescription, mostComments, mostHanging] = [6_000, 10, 50] as const
const newest = byCreation['-createdAt'] as Sort
const oldest = byCreation['createdAt'] as Sort

export const getTask = defineReadTool({
  name: 'get_task',
  title: 'Get a task',
  description: `Shows all of one task: its description, custom fields, parts, relations to other tasks, links to pull requests and addresses, and its newest ${mostComments} comments (list_comments has all). Fields that are null or empty are not in the answer.`,
  permission: 'workspace.read',
  input: z.strictObject({
    task: TaskName,
    descriptionFrom: z
      .int()
      .min(0)
      .default(0)
      .describe('with which character of the description to begin, for one that was cut'),
  }),
  async read(reading, { task: name, descriptionFrom }) {
    const task = await findTask(reading, name)
    const [parts, relations, links, comments] = await Promise.all([
      hanging(reading, 'task', { sql: 't.parent_id = ?::uuid', values: [task.id] }, oldest),
      hanging(
        reading,
        'task_relation',
        { sql: '?::uuid in (t.from_task_id, t.to_task_id)', values: [task.id] },
        oldest,
      ),
      hanging(reading, 'task_link', { sql: 't.task_id = ?::uuid', values: [task.id] }, oldest),
      hanging(reading, 'comment', { sql: 't.task_id = ?::uuid', values: [task.id] }, newest, mostComments),
    ])
    const rest = task.description.slice(descriptionFrom)
    const goOn = `get_task with descriptionFrom: ${descriptionFrom + mostDescription} goes on`
    return withoutEmpty({
      ...taskLine(task),
      creatorId: task.creatorId,
      createdAt: task.createdAt,
      occurrence: task.occurrence,
      description: cut(rest, mostDescription, goOn),
      customFields: Object.fromEntries(
        Object.entries(task.customFields).map(([key, value]) => [key, cutJson(value, 300, 'the API has all')]),
      ),
      parts: parts.map((part) => taskLine(part as never)),
      relations: relations.map((relation) => relationLine(relation as never, task.id)),
      links: links.map((link) => linkLine(link as never)),
      comments: comments.map((comment) => commentLine(comment as never, 600)),
    })
  },
})

async function hanging(
  { tx, workspaceId }: Reading,
  kind: 'task' | 'task_relation' | 'task_link' | 'comment',
  where: { sql: string; values: readonly unknown[] },
  sort: Sort,
  limit: number = mostHanging,
): Promise<readonly unknown[]> {
  return (await listEntities(tx, workspaceId, { kind, where: [where], sort, limit })).items
}

/** A relation as seen from one of its tasks. */
const relationLine = ({ id, type, fromTaskId, toTaskId, lagMinutes }: TaskRelation, taskId: string) => ({
  id,
  type:
    fromTaskId === taskId
      ? type
      : ({ blocks: 'blocked by', duplicates: 'duplicated by', precedes: 'after' }[type as string] ?? type),
  taskId: fromTaskId === taskId ? toTaskId : fromTaskId,
  ...(lagMinutes !== 0 && { lagMinutes }),
})

const linkLine = ({ id, kind, title, url, provider, state, review, checks, branch }: TaskLink) =>
  withoutEmpty({ id, kind, title, url, provider, state, review, checks, branch })
