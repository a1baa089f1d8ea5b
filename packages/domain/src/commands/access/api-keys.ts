import * as z from 'zod'
import { AppError } from '../../errors.ts'
import { Id } from '../../ids.ts'
import { Permission } from '../../permissions.ts'
import { Timestamp } from '../../time.ts'
import { defineCommand } from '../definition.ts'
import { emitInsert, emitUpdate } from '../emit-update.ts'
import { Name } from '../fields.ts'

/** Not public: the secret is made by whoever runs this command, so that it can be shown once and never stored. */
export const createApiKey = defineCommand({
  type: 'api_key.create',
  summary: 'Create an API key for a member',
  public: false,
  data: z.strictObject({
    id: Id,
    name: Name,
    memberId: Id,
    scopes: z.array(Permission).min(1).nullable(),
    expiresAt: Timestamp.nullable(),
    secretHash: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  needs: (data) => [
    { kind: 'member', ids: [data.memberId] },
    { kind: 'api_key', ids: [data.id] },
  ],
  decide(data, context) {
    context.allow('key.manage')
    context.allowScopes(data.scopes)
    const member = context.get('member', data.memberId, 'memberId')
    if (member.removedAt) throw new AppError('invalid_state', 'the member has left the workspace')
    if (data.expiresAt !== null && data.expiresAt <= context.now) {
      throw new AppError('invalid_input', 'expiresAt: a time in the future', {
        fields: [{ path: 'expiresAt', expected: 'a time in the future', code: 'custom' }],
      })
    }
    return emitInsert(
      context,
      'api_key',
      { ...data, revokedAt: null, createdAt: context.now },
      { type: 'api_key.created' },
    )
  },
})

export const revokeApiKey = defineCommand({
  type: 'api_key.revoke',
  summary: 'Revoke an API key; it stops working at once',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [{ kind: 'api_key', ids: [id], write: true }],
  decide({ id }, context) {
    const key = context.get('api_key', id, 'id')
    context.allow('key.manage')
    return emitUpdate(context, 'api_key', id, { revokedAt: key.revokedAt ?? context.now }, { type: 'api_key.revoked' })
  },
})
