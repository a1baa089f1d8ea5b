import { Id, type Project, type Task } from '@orchestrator/domain'
import {
  byCreation,
  commentsWith,
  listEntities,
  projectsWith,
  type Sort,
  taskConditions,
  taskSort,
} from '@orchestrator/store'
import * as z from 'zod'
import { commentLine } from './comment-line.ts'
import { defineReadTool, type Reading } from './definition.ts'
import { projectLine } from './project-line.ts'
import { taskLine } from './task-line.ts'

const newest = byCreation['-createdAt'] as Sort

export const search = defineReadTool({
  name: 'search',
  title: 'Search by words',
  description:
    'Finds tasks (each word begins a word of the title; or by identifier), projects (each word stands in key, name or description) and comments (each word begins a word of the text), the newest of each first. Descriptions of tasks are not searched.',
  permission: 'workspace.read',
  input: z.strictObject({
    words: z.string().trim().min(2).max(200).describe('words that all have to be there, e.g. `login mail`'),
    in: z
      .array(z.enum(['tasks', 'projects', 'comments']))
      .min(1)
      .default(['tasks', 'projects', 'comments'])
      .describe('what to search; default: all'),
    projectId: Id.optional().describe('only in this project'),
    limit: z.int().min(1).max(20).default(10).describe('how many of each to show at most, 1 to 20'),
  }),
  async read({ tx, workspaceId }: Reading, { words, in: where, projectId, limit }) {
    const wanted = (kind: (typeof where)[number]) => where.includes(kind)
    const within = (column: string) =>
      projectId === undefined ? [] : [{ sql: `t.${column} = ?::uuid`, values: [projectId] }]
    const [tasks, projects, comments] = await Promise.all([
      wanted('tasks')
        ? listEntities(tx, workspaceId, {
            ...{
              kind: 'task',
              where: taskConditions({ q: words, projectId }),
              sort: taskSort('updatedAt', true),
              limit,
            },
          })
        : undefined,
      wanted('projects')
        ? listEntities(tx, workspaceId, {
            ...{ kind: 'project', where: [...within('id'), ...projectsWith(words)], sort: newest, limit },
          })
        : undefined,
      wanted('comments')
        ? listEntities(tx, workspaceId, {
            ...{ kind: 'comment', where: [...within('project_id'), ...commentsWith(words)], sort: newest, limit },
          })
        : undefined,
    ])
    const more = Object.entries({ tasks, projects, comments }).flatMap(([name, page]) => (page?.next ? [name] : []))
    return {
      ...(tasks && { tasks: tasks.items.map((task) => taskLine(task as unknown as Task)) }),
      ...(projects && { projects: projects.items.map((project) => projectLine(project as unknown as Project)) }),
      ...(comments && { comments: comments.items.map((comment) => commentLine(comment as never, 300)) }),
      ...(more.length > 0 && { moreOf: more }),
    }
  },
})
