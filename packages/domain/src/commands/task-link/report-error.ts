import * as z from 'zod'
import { TaskLink } from '../../entities/task-link.ts'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitUpdate } from '../emit-update.ts'

/** Not public: whoever writes to the service has been refused. It takes no right to be told. */
export const reportLinkError = defineCommand({
  type: 'task_link.report_error',
  summary: 'Tell why a pull request could not be made or written',
  public: false,
  data: z.strictObject({ id: Id, error: TaskLink.shape.error.unwrap() }),
  needs: ({ id }) => [{ kind: 'task_link', ids: [id], write: true }],
  decide({ id, error }, context) {
    const { projectId } = context.get('task_link', id, 'id')
    return emitUpdate(context, 'task_link', id, { error }, { type: 'task_link.updated', projectId })
  },
})
