import { Id, Priority, StatusCategory, TaskType, Timestamp } from '@orchestrator/domain'
import { type TaskSortField, taskConditions, taskSort } from '@orchestrator/store'
import * as z from 'zod'
import { archivedFilter } from '../../http/archived.ts'
import { listOf, listRoute } from '../../http/entity/index.ts'
import { tasks } from './resource.ts'

const fields: readonly TaskSortField[] = ['rank', 'createdAt', 'updatedAt', 'dueDate']
const idOrNone = (what: string) =>
  z
    .union([z.literal('none').transform(() => null), Id])
    .optional()
    .meta({ description: `a ${what}’s id, or \`none\`` })

export const listTasks = listRoute(tasks, {
  operationId: 'listTasks',
  description:
    'The default order is `rank`: by project, then by the rank that people gave. `dueDate` has tasks without a due date last. `q` finds tasks in whose title each of its words begins a word, or the task with that identifier.',
  filters: {
    projectId: Id.optional(),
    status: listOf(StatusCategory, 'started,unstarted'),
    stateId: Id.optional(),
    assigneeId: idOrNone('member'),
    parentId: idOrNone('task'),
    seriesId: Id.optional().meta({ description: 'occurrences of this series' }),
    cycleId: idOrNone('cycle'),
    milestoneId: idOrNone('milestone'),
    tag: z.string().max(60).optional(),
    priority: listOf(Priority, 'high,urgent'),
    type: listOf(TaskType, 'bug'),
    updatedSince: Timestamp.optional().meta({ description: 'changed at or after this time' }),
    q: z.string().max(200).optional(),
    archived: archivedFilter,
  },
  sorts: Object.fromEntries(
    fields.flatMap((field) => [
      [field, taskSort(field, false)],
      [`-${field}`, taskSort(field, true)],
    ]),
  ),
  where: ({ archived, ...filter }) =>
    taskConditions({ ...filter, archived: archived === 'any' ? undefined : archived === 'true' }),
})
