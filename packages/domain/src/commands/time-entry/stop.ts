import * as z from 'zod'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitUpdate } from '../emit-update.ts'
import { allowTimeOf } from './allow-entry.ts'
import { bookMinutes } from './book-minutes.ts'
import { entryOnTask } from './entry-needs.ts'
import { minutesBetween } from './span.ts'

export const stopTimeEntry = defineCommand({
  type: 'time_entry.stop',
  summary: 'Stop a timer; one that has ended stays as it is',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => entryOnTask(id),
  decide({ id }, context) {
    const { memberId, projectId, taskId, startedAt, endedAt, version } = context.get('time_entry', id, 'id')
    // Also where the task was archived or deleted meanwhile: nobody's clock runs on.
    allowTimeOf(context, memberId, projectId)
    if (endedAt !== null) return { kind: 'time_entry', id, version }
    // The clock of the process that stops may be behind that of the one that started.
    const isBehind = context.now < startedAt
    const end = isBehind ? startedAt : context.now
    const patch = { endedAt: end, minutes: minutesBetween(startedAt, end) }
    const result = emitUpdate(context, 'time_entry', id, patch, { type: 'time_entry.stopped', projectId })
    bookMinutes(context, taskId)
    return result
  },
})
