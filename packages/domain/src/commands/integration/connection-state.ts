import * as z from 'zod'
import type { Connection } from '../../entities/connection.ts'
import { AppError } from '../../errors.ts'
import { Id } from '../../ids.ts'
import { type CommandContext, defineCommand } from '../definition.ts'
import { emitRemove, emitUpdate } from '../emit-update.ts'

export const pauseConnection = defineCommand({
  type: 'connection.pause',
  summary: 'Hold a connection: nothing is synced until it is resumed, and nothing is lost meanwhile',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [{ kind: 'connection', ids: [id], write: true }],
  decide({ id }, context) {
    existing(context, id)
    context.allow('integration.manage')
    return emitUpdate(context, 'connection', id, { status: 'paused' }, { type: 'connection.paused' })
  },
})

export const resumeConnection = defineCommand({
  type: 'connection.resume',
  summary: 'Let a connection go on, or try again at once what was in trouble',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [{ kind: 'connection', ids: [id], write: true }],
  decide({ id }, context) {
    existing(context, id)
    context.allow('integration.manage')
    // Also of one that is active: whatever of it is in trouble is tried at once.
    const patch = { status: 'active' as const, trouble: null, resumedAt: context.now }
    return emitUpdate(context, 'connection', id, patch, { type: 'connection.resumed' })
  },
})

export const disconnectConnection = defineCommand({
  type: 'connection.disconnect',
  summary: 'Forget a connection’s credentials; what it has synced stays on both sides, and so do its mappings',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [{ kind: 'connection', ids: [id], write: true }],
  decide({ id }, context) {
    context.get('connection', id, 'id')
    context.allow('integration.manage')
    const patch = { status: 'disconnected' as const, trouble: null, sealedCredentials: null, sealedSecret: null }
    return emitUpdate(context, 'connection', id, patch, { type: 'connection.disconnected' })
  },
})

export const deleteConnection = defineCommand({
  type: 'connection.delete',
  summary: 'Delete a connection without mappings',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [
    { kind: 'connection', ids: [id], write: true },
    { kind: 'mapping', by: { connectionId: id }, keep: true, late: true },
    { kind: 'user_link', by: { connectionId: id }, write: true, late: true },
    { kind: 'connection_tool', by: { connectionId: id }, write: true, late: true },
  ],
  decide({ id }, context) {
    context.get('connection', id, 'id')
    context.allow('integration.manage')
    const mappings = context.all('mapping').filter(({ connectionId }) => connectionId === id).length
    if (mappings > 0)
      throw new AppError(
        'in_use',
        mappings === 1
          ? 'the connection has a mapping; delete it first'
          : `the connection has ${mappings} mappings; delete them first`,
        { details: { mappings } },
      )
    for (const link of context.all('user_link'))
      if (link.connectionId === id) emitRemove(context, 'user_link', link.id, { type: 'user_link.removed' })
    for (const tool of context.all('connection_tool'))
      if (tool.connectionId === id) emitRemove(context, 'connection_tool', tool.id, { type: 'connection_tool.removed' })
    return emitRemove(context, 'connection', id, { type: 'connection.deleted' })
  },
})

/** @throws AppError `invalid_state` for one that was disconnected */
export function existing(context: CommandContext, id: string, field = 'id'): Connection {
  const connection = context.get('connection', id, field)
  if (connection.status === 'disconnected') throw new AppError('invalid_state', 'it is disconnected; connect it anew')
  return connection
}
