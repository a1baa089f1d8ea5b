import { deriveId } from '../../ids.ts'
import { defineAction } from './definition.ts'
import { TaskId, Template } from './fields.ts'
import { commentResult } from './results.ts'

export const createCommentAction = defineAction({
  action: 'comment.create',
  kind: 'immediate',
  summary: 'Comment on a task',
  fields: { taskId: TaskId, body: Template },
  constants: { taskId: 'task' },
  permissions: ['comment.create'],
  result: commentResult,
  commands: (data) => [{ type: 'comment.create', data }],
  resultId: (_, commandId) => deriveId(commandId, 'comment'),
  code: ({ fields, use, object }) => `${use('comments')}.create(${object(fields)})`,
})
