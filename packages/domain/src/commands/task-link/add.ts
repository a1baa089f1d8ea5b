import * as z from 'zod'
import { AppError } from '../../errors.ts'
import { deriveId, Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitInsert } from '../emit-update.ts'
import { NewEntityId } from '../fields.ts'
import { LinkTitle, LinkUrl, linksOfTask, mostLinks, plainLink, taskToLink } from './fields.ts'

export const addTaskLink = defineCommand({
  type: 'task_link.add',
  summary: 'Add an address to a task; one of a pull request that a connection sees becomes that',
  data: z.strictObject({
    id: NewEntityId,
    taskId: Id,
    url: LinkUrl,
    title: LinkTitle.optional().meta({ description: 'by default the address' }),
  }),
  needs: ({ id, taskId }) => [...linksOfTask(taskId), { kind: 'task_link', ids: [id] }],
  decide({ id, taskId, url, title }, context) {
    const { projectId } = taskToLink(context, taskId, 'taskId')
    const links = context.all('task_link').filter((link) => link.taskId === taskId)
    const twin = links.find((link) => link.url === url)
    if (twin)
      throw new AppError('already_exists', 'the task has this link already', {
        fields: [{ path: 'url', expected: 'an address that the task does not have', code: 'already_exists' }],
        details: { linkId: twin.id },
      })
    if (links.length >= mostLinks)
      throw new AppError('invalid_state', `a task has ${mostLinks} links at most; remove one first`)
    const link = {
      id: id ?? deriveId(context.commandId, 'task_link'),
      ...{ taskId, projectId, kind: 'url' as const, url, title: title ?? url.slice(0, 1_000) },
      ...plainLink,
      ...{ version: 1, createdAt: context.now, updatedAt: context.now },
    }
    return emitInsert(context, 'task_link', link, { type: 'task_link.added', projectId })
  },
})
