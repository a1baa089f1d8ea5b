import * as z from 'zod'
import { errorCodes } from '../../errors.ts'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'

/** Not public: whoever did the action has seen what came of it. It takes no right to be told. */
export const reportCall = defineCommand({
  type: 'connection.report_call',
  summary: 'Tell what came of an action of a connected service',
  public: false,
  data: z.strictObject({ id: Id, action: z.string().min(1).max(100), error: z.enum(errorCodes).nullable() }),
  needs: ({ id }) => [{ kind: 'connection', ids: [id] }],
  decide({ id, action, error }, context) {
    const { provider } = context.get('connection', id, 'id')
    const data = { provider, action, error }
    context.emit({ type: 'connection.called', subject: { type: 'connection', id }, projectId: null, data })
    return { kind: 'event', id: context.commandId, version: 1 }
  },
})
