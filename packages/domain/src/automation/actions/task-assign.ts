import { defineAction } from './definition.ts'
import { TaskId, Template } from './fields.ts'
import { taskResult } from './results.ts'

export const assignTaskAction = defineAction({
  action: 'task.assign',
  kind: 'immediate',
  summary: 'Assign a task, or take it from whoever has it',
  fields: { taskId: TaskId, assigneeId: Template.nullable() },
  emptied: ['assigneeId'],
  constants: { taskId: 'task', assigneeId: 'member' },
  permissions: ['task.edit', 'task.assign'],
  result: taskResult,
  commands: ({ taskId, assigneeId }) => [{ type: 'task.update', data: { id: taskId, assigneeId } }],
  resultId: ({ taskId }) => taskId,
  code: ({ fields: { taskId = '', ...changes }, use, object }) =>
    `${use('tasks')}.update(${taskId}, ${object(changes)})`,
})
