import * as z from 'zod'
import { AppError } from '../../errors.ts'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitUpdate } from '../emit-update.ts'
import { changeSetIdOf, changeSetNeeds, mostFiles } from './attach.ts'
import { taskToChange } from './task-to-change.ts'

export const detachChanges = defineCommand({
  type: 'change_set.detach',
  summary: 'Take attached files off a task: some, or all. What is in a pull request already stays there',
  data: z.strictObject({
    taskId: Id,
    paths: z.array(z.string().min(1).max(1_000)).max(mostFiles).optional().meta({ description: 'left out: all' }),
  }),
  needs: ({ taskId }) => changeSetNeeds(taskId),
  decide({ taskId, paths }, context) {
    const { projectId } = taskToChange(context, taskId)
    const set = context.find('change_set', changeSetIdOf(taskId))
    if (!set) throw new AppError('not_found', 'the task has no attached files')
    const gone = new Set(paths ?? set.files.map(({ path }) => path))
    const patch = {
      files: set.files.filter(({ path }) => !gone.has(path)),
      contents: Object.fromEntries(Object.entries(set.contents ?? {}).filter(([path]) => !gone.has(path))),
    }
    return emitUpdate(context, 'change_set', set.id, patch, { type: 'change_set.updated', projectId })
  },
})
