import { deriveId } from '../../ids.ts'
import { defineAction } from './definition.ts'
import { ProjectId, Tags, Template, taskFields, verbatimTaskFields } from './fields.ts'
import { taskResult } from './results.ts'

export const createTaskAction = defineAction({
  action: 'task.create',
  kind: 'immediate',
  summary: 'Create a task',
  fields: {
    ...taskFields,
    title: Template,
    projectId: ProjectId,
    parentId: Template.optional(),
    tags: Tags.optional(),
  },
  verbatim: verbatimTaskFields,
  emptied: ['assigneeId', 'dueDate', 'parentId'],
  permissions: ['task.create'],
  result: taskResult,
  commands: (data) => [{ type: 'task.create', data }],
  resultId: (_, commandId) => deriveId(commandId, 'task'),
  code: ({ fields, use, object }) => `${use('tasks')}.create(${object(fields)})`,
})
