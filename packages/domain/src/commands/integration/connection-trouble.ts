import * as z from 'zod'
import { ConnectionTrouble } from '../../entities/connection.ts'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitUpdate } from '../emit-update.ts'
import { toolsOf } from './tools.ts'

const Words = z.string().max(2_000)

/** Not public, as the next: whoever syncs has seen it. It takes no right to be told. */
export const reportTrouble = defineCommand({
  type: 'connection.report_trouble',
  summary: 'Tell what is wrong with a connection, and whether it waits for a person',
  public: false,
  data: z.strictObject({
    id: Id,
    code: ConnectionTrouble.shape.code,
    message: Words,
    action: Words,
    attention: z.boolean().meta({ description: 'false: it is tried on by itself' }),
    seen: z.int().positive().optional().meta({ description: 'the version of the connection with which it was met' }),
  }),
  needs: ({ id }) => [{ kind: 'connection', ids: [id], write: true }],
  decide({ id, attention, seen, ...trouble }, context) {
    const { status, trouble: known, version } = context.get('connection', id, 'id')
    // It may have been connected anew meanwhile: what is still wrong is met again.
    if (seen !== undefined && seen !== version) return { kind: 'connection', id, version }
    const next = attention ? ('attention' as const) : ('active' as const)
    const isSame = known?.code === trouble.code
    // Told once however often it is met, but anew when it is about other mappings; and not of what nobody wants to go on.
    const isKnown = isSame && (trouble.code !== 'mapping_trouble' || known.message === trouble.message)
    // What waits for a person goes on waiting, whatever else is met.
    const waits = status === 'attention' && (!attention || isKnown)
    if (waits || (isKnown && status === next) || status === 'paused' || status === 'disconnected')
      return { kind: 'connection', id, version }
    const patch = { status: next, trouble: { ...trouble, since: isSame ? known.since : context.now } }
    return emitUpdate(context, 'connection', id, patch, { type: 'connection.trouble' })
  },
})

export const recoverConnection = defineCommand({
  type: 'connection.recover',
  summary: 'Tell that a connection works again',
  public: false,
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [
    { kind: 'connection', ids: [id], write: true },
    { kind: 'connection_tool', by: { connectionId: id } },
  ],
  decide({ id }, context) {
    const { status, version, trouble } = context.get('connection', id, 'id')
    // That the service answers allows nobody its tools again.
    const waits = trouble?.code === 'tools_changed' && toolsOf(context, id).some(({ changedAt }) => changedAt !== null)
    if (status === 'paused' || status === 'disconnected' || waits) return { kind: 'connection', id, version }
    const patch = { status: 'active' as const, trouble: null }
    return emitUpdate(context, 'connection', id, patch, { type: 'connection.recovered' })
  },
})
