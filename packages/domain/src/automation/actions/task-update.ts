import { mostTitle, Title } from '../../commands/task/fields.ts'
import { TagName } from '../../entities/tag.ts'
import { CalendarDate } from '../../time.ts'
import { defineAction } from './definition.ts'
import { Tags, TaskId, taskFields, verbatimTaskFields } from './fields.ts'
import { taskResult } from './results.ts'

export const updateTaskAction = defineAction({
  action: 'task.update',
  kind: 'immediate',
  summary: 'Change a task',
  fields: { ...taskFields, taskId: TaskId, addTags: Tags.optional(), removeTags: Tags.optional() },
  verbatim: verbatimTaskFields,
  emptied: ['assigneeId', 'dueDate'],
  constants: {
    title: Title,
    taskId: 'task',
    assigneeId: 'member',
    dueDate: CalendarDate,
    'addTags.*': TagName,
    'removeTags.*': TagName,
  },
  cut: { title: mostTitle },
  permissions: ['task.edit'],
  result: taskResult,
  commands: ({ taskId, ...fields }) => [{ type: 'task.update', data: { id: taskId, ...fields } }],
  resultId: ({ taskId }) => taskId,
  code: ({ fields: { taskId = '', ...changes }, use, object }) =>
    `${use('tasks')}.update(${taskId}, ${object(changes)})`,
})
