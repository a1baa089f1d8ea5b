import * as z from 'zod'
import type { TaskLink } from '../../entities/task-link.ts'
import { AppError } from '../../errors.ts'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitUpdate } from '../emit-update.ts'
import { BaseVersion } from '../fields.ts'
import { LinkTitle, linkWithTask, taskToLink } from './fields.ts'
import { pullRequestFields } from './pull-request-fields.ts'

export const updateTaskLink = defineCommand({
  type: 'task_link.update',
  summary: 'Rename a link, or change the pull request that was made from a task: its title, its text, draft or ready',
  data: z.strictObject({
    id: Id,
    baseVersion: BaseVersion,
    title: LinkTitle.nullable().optional().meta({ description: 'null, of a pull request: the task’s' }),
    body: pullRequestFields.body,
    draft: z.boolean().optional(),
  }),
  needs: ({ id }) => linkWithTask(id),
  decide({ id, baseVersion, title, body, draft }, context) {
    const link = context.get('task_link', id, 'id')
    const { projectId, wanted } = link
    taskToLink(context, link.taskId, 'id')
    const event = { type: 'task_link.updated' as const, projectId, baseVersion }
    if (wanted === null) {
      if (body !== undefined || draft !== undefined || title === null || link.kind !== 'url')
        throw new AppError('invalid_state', 'it was not made from the task: change it where it is')
      return emitUpdate(context, 'task_link', id, title === undefined ? {} : { title }, event)
    }
    context.allow('pull_request.create', projectId)
    if (link.state === 'merged' || link.state === 'closed')
      throw new AppError('invalid_state', `the pull request is ${link.state}`)
    const given = { title, body, draft }
    const changed = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
    // The same wish after a refusal is another try.
    const again = link.error === null ? {} : { asked: (wanted.asked ?? 0) + 1 }
    const patch: Partial<TaskLink> = { wanted: { ...wanted, ...changed, ...again }, error: null }
    return emitUpdate(context, 'task_link', id, patch, event)
  },
})
