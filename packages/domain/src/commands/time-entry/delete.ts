import * as z from 'zod'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitRemove } from '../emit-update.ts'
import { entryToChange } from './allow-entry.ts'
import { bookMinutes } from './book-minutes.ts'
import { entryOnTask } from './entry-needs.ts'

export const deleteTimeEntry = defineCommand({
  type: 'time_entry.delete',
  summary: 'Delete a time entry or a running timer',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => entryOnTask(id),
  decide({ id }, context) {
    const { projectId, taskId, endedAt } = entryToChange(context, id)
    const result = emitRemove(context, 'time_entry', id, { type: 'time_entry.deleted', projectId })
    if (endedAt !== null) bookMinutes(context, taskId)
    return result
  },
})
