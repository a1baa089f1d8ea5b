import * as z from 'zod'
import { StoredTimestamp } from '../time.ts'

/** attention: it needs a person, `error` says for what. disconnected: its credentials are forgotten, what it has synced stays. */
export const ConnectionStatus = z.enum(['active', 'paused', 'attention', 'disconnected'])
export type ConnectionStatus = z.infer<typeof ConnectionStatus>

/** What is wrong with a connection, and what to do about it. */
export const ConnectionTrouble = z
  .strictObject({
    code: z.enum([
      'unauthorized',
      'forbidden',
      'rate_limited',
      'unavailable',
      'not_found',
      'invalid',
      'malformed',
      'lost_rights',
      'internal',
    ]),
    message: z.string(),
    action: z.string().meta({ description: 'what to do' }),
    since: StoredTimestamp,
  })
  .meta({ id: 'ConnectionTrouble' })
export type ConnectionTrouble = z.infer<typeof ConnectionTrouble>

export const ConnectionAccount = z.strictObject({
  id: z.string(),
  name: z.string(),
  url: z.string().nullable(),
})
export type ConnectionAccount = z.infer<typeof ConnectionAccount>

/** A service that a workspace is connected to. Its credentials are stored encrypted and are no part of this. */
export const Connection = z
  .strictObject({
    id: z.uuid(),
    provider: z.string().meta({ description: 'the connector, e.g. `github`' }),
    name: z.string(),
    ownerId: z
      .uuid()
      .meta({ description: 'who connected it last: what it changes here, it changes with their rights' }),
    status: ConnectionStatus,
    auth: z.enum(['token', 'oauth2']),
    account: ConnectionAccount.meta({ description: 'as whom it is known there' }),
    scopes: z.array(z.string()).meta({ description: 'what it may do there, in the service’s words' }),
    settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    trouble: ConnectionTrouble.nullable(),
    version: z.int().positive(),
    createdAt: StoredTimestamp,
    updatedAt: StoredTimestamp,
  })
  .meta({ id: 'Connection' })
export type Connection = z.infer<typeof Connection>

/** A member and who they are there. */
export const UserLink = z
  .strictObject({
    id: z.uuid(),
    connectionId: z.uuid(),
    externalUserId: z.string(),
    externalName: z.string(),
    memberId: z.uuid(),
    how: z.enum(['email', 'manual']).meta({ description: 'found by a verified e-mail address, or set by a person' }),
    createdAt: StoredTimestamp,
  })
  .meta({ id: 'UserLink' })
export type UserLink = z.infer<typeof UserLink>
