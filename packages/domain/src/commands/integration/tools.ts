import * as z from 'zod'
import { type ConnectionTool, serverToolShape } from '../../entities/connection.ts'
import { AppError } from '../../errors.ts'
import { deriveId, Id } from '../../ids.ts'
import { type CommandContext, defineCommand } from '../definition.ts'
import { emitRemove, emitUpdate } from '../emit-update.ts'
import { snapshotOf } from '../entities.ts'
import { existing } from './connection-state.ts'

/** More than models can choose from. */
const mostTools = 100
const action = 'Look at what the tools say now, and allow those again that agents may go on calling.'

/** Not public: what the server says comes from the part that has asked it. */
export const allowTool = defineCommand({
  type: 'connection_tool.allow',
  summary: 'Allow agents a tool of a connected server, as the server describes it now',
  public: false,
  data: z.strictObject({ connectionId: Id, ...serverToolShape, trusted: z.boolean() }),
  needs: ({ connectionId }) => [
    { kind: 'connection', ids: [connectionId], write: true },
    { kind: 'connection_tool', by: { connectionId }, write: true, late: true },
  ],
  decide(data, context) {
    const { connectionId, name } = data
    existing(context, connectionId, 'connectionId')
    context.allow('integration.manage')
    const tools = toolsOf(context, connectionId)
    const known = tools.find((one) => one.name === name)
    const id = known?.id ?? deriveId('connection_tool', connectionId, name)
    const result = { kind: 'connection_tool' as const, id, version: 1 }
    if (known && known.hash === data.hash && known.trusted === data.trusted && known.changedAt === null) return result
    const values = { ...data, allowedById: context.actor.memberId, allowedAt: context.now, changedAt: null }
    if (known) context.update('connection_tool', id, values)
    else {
      if (tools.length >= mostTools)
        throw new AppError('invalid_state', `of one server at most ${mostTools} tools are allowed`)
      context.insert('connection_tool', { id, ...values })
    }
    const connectionTool = snapshotOf(context.get('connection_tool', id))
    context.emit({
      type: 'connection_tool.allowed',
      subject: { type: 'connection_tool', id },
      data: { connectionTool },
    })
    settle(context, connectionId)
    return result
  },
})

export const removeTool = defineCommand({
  type: 'connection_tool.remove',
  summary: 'Let agents call a tool of a connected server no longer',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [
    { kind: 'connection', of: { kind: 'connection_tool', field: 'connectionId', ids: [id] }, write: true },
    { kind: 'connection_tool', like: { field: 'connectionId', ids: [id] }, write: true, late: true },
  ],
  decide({ id }, context) {
    const { connectionId } = context.get('connection_tool', id, 'id')
    context.allow('integration.manage')
    const result = emitRemove(context, 'connection_tool', id, { type: 'connection_tool.removed' })
    settle(context, connectionId)
    return result
  },
})

/** Not public: whoever asked the server has seen it. It takes no right to be told. */
export const reportToolChange = defineCommand({
  type: 'connection_tool.report_change',
  summary:
    'Tell that a server says something else of tools than when they were allowed: nobody calls them until they are allowed again',
  public: false,
  data: z.strictObject({
    connectionId: Id,
    tools: z
      .array(z.strictObject({ id: Id, hash: serverToolShape.hash }))
      .min(1)
      .max(mostTools),
  }),
  needs: ({ connectionId }) => [
    { kind: 'connection', ids: [connectionId], write: true },
    { kind: 'connection_tool', by: { connectionId }, write: true, late: true },
  ],
  decide({ connectionId, tools }, context) {
    const { status, version, trouble } = context.get('connection', connectionId, 'connectionId')
    const result = { kind: 'connection' as const, id: connectionId, version }
    // One that somebody has allowed anew meanwhile is another one.
    const changed = toolsOf(context, connectionId).filter(
      ({ id, hash, changedAt }) => changedAt === null && tools.some((one) => one.id === id && one.hash === hash),
    )
    if (changed.length === 0) return result
    for (const { id } of changed)
      emitUpdate(context, 'connection_tool', id, { changedAt: context.now }, { type: 'connection_tool.changed' })
    const other = trouble !== null && trouble.code !== 'tools_changed'
    if (status === 'paused' || status === 'disconnected' || other) return result
    const names = toolsOf(context, connectionId).flatMap(({ name, changedAt }) => (changedAt === null ? [] : name))
    const message = `The server describes tools otherwise than when they were allowed: ${names.join(', ')}`.slice(
      0,
      2_000,
    )
    const patch = {
      status: 'attention' as const,
      trouble: { code: 'tools_changed' as const, message, action, since: context.now },
    }
    return emitUpdate(context, 'connection', connectionId, patch, { type: 'connection.trouble' })
  },
})

export const toolsOf = (context: CommandContext, connectionId: string): readonly ConnectionTool[] =>
  context.all('connection_tool').filter((one) => one.connectionId === connectionId)

/** A connection waits for nobody any more once none of its tools has to be allowed again. */
function settle(context: CommandContext, connectionId: string): void {
  const { status, trouble } = context.get('connection', connectionId)
  if (trouble?.code !== 'tools_changed') return
  if (toolsOf(context, connectionId).some(({ changedAt }) => changedAt !== null)) return
  const patch = { trouble: null, ...(status === 'attention' && { status: 'active' as const }) }
  emitUpdate(context, 'connection', connectionId, patch, { type: 'connection.recovered' })
}
