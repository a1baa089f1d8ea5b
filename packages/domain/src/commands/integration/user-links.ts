import * as z from 'zod'
import { UserLink } from '../../entities/connection.ts'
import { deriveId, Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitRemove } from '../emit-update.ts'
import { snapshotOf } from '../entities.ts'
import { checkMember } from '../task/validate.ts'

/** Services in which people do things here as the member that they are: there a link gives rights, elsewhere it only names an author. */
const givingRights: ReadonlySet<string> = new Set(['slack'])

export const setUserLink = defineCommand({
  type: 'user_link.set',
  summary: 'Say which member somebody of a connected service is',
  data: z.strictObject({
    connectionId: Id,
    externalUserId: z.string().min(1).max(200),
    externalName: z.string().max(300),
    memberId: Id,
    how: UserLink.shape.how.default('manual'),
  }),
  needs: ({ connectionId, externalUserId, memberId }) => [
    { kind: 'connection', ids: [connectionId] },
    { kind: 'member', ids: [memberId] },
    { kind: 'user_link', by: { connectionId, externalUserId }, write: true },
  ],
  decide(data, context) {
    const { connectionId, externalUserId, ...values } = data
    const { provider } = context.get('connection', connectionId, 'connectionId')
    context.allow('integration.manage')
    const { type, id: actorId, memberId: actingId } = context.actor
    const isFound = values.how === 'email' && type === 'connection' && actorId === connectionId
    const isOwn = actingId === values.memberId && (type === 'user' || type === 'api_key')
    if (givingRights.has(provider) && !isFound && !isOwn) context.allow('member.manage')
    checkMember(context, values.memberId, 'memberId')
    const existing = context.findBy('user_link', { connectionId, externalUserId })
    const id = existing?.id ?? deriveId('user_link', connectionId, externalUserId)
    const result = { kind: 'user_link' as const, id, version: 1 }
    // What a person said stands against what was found.
    if (existing?.how === 'manual' && values.how === 'email') return result
    if (existing) {
      if (Object.keys(context.update('user_link', id, values)).length === 0) return result
    } else context.insert('user_link', { id, ...data, createdAt: context.now })
    const userLink = snapshotOf(context.get('user_link', id))
    context.emit({ type: 'user_link.set', subject: { type: 'user_link', id }, data: { userLink } })
    return result
  },
})

export const removeUserLink = defineCommand({
  type: 'user_link.remove',
  summary: 'Take back which member somebody of a connected service is',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [{ kind: 'user_link', ids: [id], write: true }],
  decide({ id }, context) {
    context.get('user_link', id, 'id')
    context.allow('integration.manage')
    return emitRemove(context, 'user_link', id, { type: 'user_link.removed' })
  },
})
