import { mostTitle, Title } from '../../commands/task/fields.ts'
import { TagName } from '../../entities/tag.ts'
import { deriveId } from '../../ids.ts'
import { CalendarDate } from '../../time.ts'
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
  constants: {
    title: Title,
    projectId: 'project',
    parentId: 'task',
    assigneeId: 'member',
    dueDate: CalendarDate,
    'tags.*': TagName,
  },
  cut: { title: mostTitle },
  permissions: ['task.create'],
  result: taskResult,
  commands: (data) => [{ type: 'task.create', data }],
  resultId: (_, commandId) => deriveId(commandId, 'task'),
  code: ({ fields, use, object }) => `${use('tasks')}.create(${object(fields)})`,
})
