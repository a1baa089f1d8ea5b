import * as z from 'zod'
import { ExternalEventType } from '../../events/catalogue.ts'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'

/** Not public: a connected service has told it. It takes no right to be told. */
export const emitExternal = defineCommand({
  type: 'connection.emit',
  summary: 'Tell of something that happened in a connected service',
  public: false,
  data: z.strictObject({ id: Id, type: ExternalEventType, projectId: Id.nullable(), payload: z.json() }),
  needs: ({ id }) => [{ kind: 'connection', ids: [id] }],
  decide({ id, type, projectId, payload }, context) {
    context.get('connection', id, 'id')
    context.emit({ type, subject: { type: 'connection', id }, projectId, data: { payload } })
    return { kind: 'event', id: context.commandId, version: 1 }
  },
})
