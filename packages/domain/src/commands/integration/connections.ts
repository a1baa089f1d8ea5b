import * as z from 'zod'
import type { ConnectionAccount } from '../../entities/connection.ts'
import { AppError } from '../../errors.ts'
import { Id } from '../../ids.ts'
import { sameJson } from '../../merge.ts'
import { defineCommand } from '../definition.ts'
import { emitInsert, emitRemove, emitUpdate } from '../emit-update.ts'
import type { Entities } from '../entities.ts'
import { BaseVersion, Name } from '../fields.ts'
import { Sealed } from '../outgoing/fields.ts'
import { checkName, freeName, namesNeeded, numbered, untaken } from './connection-name.ts'
import { connectedFields, connectionScopes, Provider } from './fields.ts'
import { toolsOf } from './tools.ts'

/** Not public: credentials come encrypted from the part that has the key. */
export const createConnection = defineCommand({
  type: 'connection.create',
  summary: 'Connect a service',
  public: false,
  data: z.strictObject({
    id: Id,
    provider: Provider,
    name: Name,
    isDefaultName: z.boolean().default(false),
    ...connectedFields,
    sealedSecret: Sealed,
  }),
  needs: ({ id, name, isDefaultName }) => [
    { kind: 'connection', ids: [id] },
    ...namesNeeded(isDefaultName ? numbered(name) : [name]),
  ],
  decide({ isDefaultName, ...data }, context) {
    context.allow('integration.manage')
    context.allowScopes(connectionScopes)
    checkName(data.provider, data.name)
    const connection = {
      ...data,
      name: isDefaultName ? freeName(context, data.name) : untaken(context, data.name, data.id),
      ownerId: context.actor.memberId,
      status: 'active' as const,
      trouble: null,
      version: 1,
      createdAt: context.now,
      updatedAt: context.now,
    }
    return emitInsert(context, 'connection', connection, { type: 'connection.created' })
  },
})

/** No settings: with another address of the service, its credentials would go there. */
export const updateConnection = defineCommand({
  type: 'connection.update',
  summary: 'Name a connection otherwise; settings are changed by connecting it anew',
  data: z.strictObject({ id: Id, baseVersion: BaseVersion, name: Name.optional() }),
  needs: ({ id, name }) => [
    { kind: 'connection', ids: [id], write: true },
    ...(name === undefined ? [] : namesNeeded([name])),
  ],
  decide({ id, baseVersion, ...patch }, context) {
    const known = context.get('connection', id, 'id')
    context.allow('integration.manage')
    if (patch.name !== undefined && patch.name !== known.name) {
      checkName(known.provider, patch.name)
      untaken(context, patch.name, id)
    }
    return emitUpdate(context, 'connection', id, patch as never, { type: 'connection.updated', baseVersion })
  },
})

/** Not public either. Whoever gives the credentials is the owner from then on. */
export const replaceCredentials = defineCommand({
  type: 'connection.replace_credentials',
  summary: 'Connect a connection anew; what is mapped stays',
  public: false,
  data: z.strictObject({
    id: Id,
    allowOtherAccount: z.boolean().default(false),
    ...connectedFields,
    sealedSecret: Sealed.optional(),
  }),
  needs: ({ id }) => [
    { kind: 'connection', ids: [id], write: true },
    { kind: 'mapping', by: { connectionId: id } },
    { kind: 'connection_tool', by: { connectionId: id }, write: true, late: true },
  ],
  decide({ id, sealedSecret, allowOtherAccount, ...connected }, context) {
    const { status, settings, account, sealedSecret: known } = context.get('connection', id, 'id')
    context.allow('integration.manage')
    context.allowScopes(connectionScopes)
    if (!allowOtherAccount) refuseOtherAccount(account, connected.account)
    // Ids there are the place's own: another's would be taken for those that are linked.
    if (!sameJson(settings, connected.settings) && context.findBy('mapping', { connectionId: id }))
      throw new AppError(
        'in_use',
        'what is mapped is in another place; delete the mappings first, or connect that place anew',
        {
          fields: [{ path: 'settings', expected: 'those that it has', code: 'in_use' }],
        },
      )
    // What was allowed of one server is not allowed of another.
    if (!sameJson(settings, connected.settings))
      for (const { id: tool } of toolsOf(context, id))
        emitRemove(context, 'connection_tool', tool, { type: 'connection_tool.removed' })
    // A secret that the service has been told is kept.
    const secret = known ?? sealedSecret
    if (secret === undefined) throw new AppError('invalid_state', 'it was disconnected and needs a new secret')
    const next: Partial<Entities['connection']> = {
      ...connected,
      sealedSecret: secret,
      ownerId: context.actor.memberId,
      status: status === 'paused' ? status : 'active',
      trouble: null,
      resumedAt: context.now,
    }
    return emitUpdate(context, 'connection', id, next, { type: 'connection.reconnected' })
  },
})

/** What was written as one account would go on as another, unseen. Not every service tells an id. */
function refuseOtherAccount(known: ConnectionAccount, given: ConnectionAccount): void {
  if (known.id === '' || given.id === '' || known.id === given.id) return
  throw new AppError(
    'invalid_state',
    `it is connected as ${known.name}, and these credentials are ${given.name}’s; say so if that is meant`,
    {
      fields: [{ path: 'allowOtherAccount', expected: 'true, for another account', code: 'other_account' }],
      details: { known, given },
    },
  )
}
