import { byCreation, type Sort } from '@orchestrator/store'
import * as z from 'zod'
import { listPage, pageInput } from '../output/page.ts'
import { commentLine } from './comment-line.ts'
import { defineReadTool } from './definition.ts'
import { findTask, TaskName } from './find-task.ts'

export const listComments = defineReadTool({
  name: 'list_comments',
  title: 'List a task’s comments',
  description: 'Lists the comments of one task, newest first, each with up to 5,000 characters of its text.',
  permission: 'workspace.read',
  input: z.strictObject({ task: TaskName, ...pageInput }),
  async read(reading, { task: name, limit, cursor }) {
    const { id } = await findTask(reading, name)
    return listPage(reading, {
      kind: 'comment',
      where: [{ sql: 't.task_id = ?::uuid', values: [id] }],
      sort: byCreation['-createdAt'] as Sort,
      order: '-createdAt',
      show: (comment) => commentLine(comment, 5_000, 'the API has all'),
      ...{ limit, cursor },
    })
  },
})
