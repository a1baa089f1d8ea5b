import { Id, Priority, StatusCategory, TaskType, Timestamp } from '@orchestrator/domain'
import { taskConditions, taskSort } from '@orchestrator/store'
import * as z from 'zod'
import { listPage, pageInput } from '../output/page.ts'
import { defineReadTool } from './definition.ts'
import { taskLine } from './task-line.ts'

const idOrNone = (description: string) =>
  z
    .union([z.literal('none'), Id])
    .optional()
    .describe(`${description}, or \`none\``)
const orNull = (id: string | undefined) => (id === 'none' ? null : id)

const fields = ['rank', 'createdAt', 'updatedAt', 'dueDate'] as const

export const listTasks = defineReadTool({
  name: 'list_tasks',
  title: 'List tasks',
  description:
    'Lists tasks, without descriptions and comments: get_task has these. All filters that are given have to fit. Archived tasks are left out. Fields that are null or empty are not in the answer.',
  permission: 'workspace.read',
  input: z.strictObject({
    projectId: Id.optional().describe('only of this project; list_projects has the ids'),
    status: z
      .array(StatusCategory)
      .min(1)
      .optional()
      .describe('in any of these; open tasks are all but completed and canceled'),
    assigneeId: idOrNone('only of this member (list_members has the ids)'),
    parentId: idOrNone('only parts of this task'),
    cycleId: idOrNone('only of this cycle'),
    milestoneId: idOrNone('only towards this milestone'),
    seriesId: Id.optional().describe('only occurrences of this series'),
    tag: z.string().min(1).max(60).optional().describe('only with this tag, written exactly so'),
    priority: z.array(Priority).min(1).optional().describe('with any of these'),
    type: z.array(TaskType).min(1).optional().describe('of any of these'),
    updatedSince: Timestamp.optional().describe('changed at or after this instant, e.g. 2027-01-31T09:00:00Z'),
    words: z.string().max(200).optional().describe('each of these words begins a word of the title'),
    sort: z
      .enum([...fields, '-createdAt', '-updatedAt', '-dueDate'])
      .default('rank')
      .describe(
        '`rank`: as people ordered them. With `-` before it: latest first. Tasks without a due date come last by `dueDate`',
      ),
    ...pageInput,
  }),
  read: (reading, { limit, cursor, sort, words, ...filter }) =>
    listPage(reading, {
      kind: 'task',
      where: taskConditions({
        ...filter,
        assigneeId: orNull(filter.assigneeId),
        parentId: orNull(filter.parentId),
        cycleId: orNull(filter.cycleId),
        milestoneId: orNull(filter.milestoneId),
        q: words,
        archived: false,
      }),
      sort: taskSort(sort.replace('-', '') as (typeof fields)[number], sort.startsWith('-')),
      order: sort,
      show: taskLine,
      ...{ limit, cursor },
    }),
})
