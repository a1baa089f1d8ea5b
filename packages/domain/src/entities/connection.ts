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
      'mapping_trouble',
      'tools_changed',
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

/** JSON Schema of an object. */
const ToolSchema = z.record(z.string(), z.unknown())

/** What a server says of one of its tools: words of others, made harmless. */
export const serverToolShape = {
  name: z.string().regex(/^[A-Za-z0-9_.-]{1,128}$/),
  title: z.string().max(100).nullable(),
  description: z.string().max(2_000),
  inputSchema: ToolSchema.meta({ description: 'JSON Schema of what it takes' }),
  readOnly: z.boolean().meta({ description: 'the server says that it changes nothing; that may be untrue' }),
  idempotent: z
    .boolean()
    .meta({ description: 'the server says that a second call with the same input changes nothing' }),
  hash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .meta({ description: 'of all that the server says of it' }),
} as const

/** A tool of a connected server that agents may call: as it was when somebody allowed it. */
export const ConnectionTool = z
  .strictObject({
    id: z.uuid(),
    connectionId: z.uuid(),
    ...serverToolShape,
    trusted: z.boolean().meta({ description: 'its calls need no approval' }),
    allowedById: z.uuid(),
    allowedAt: StoredTimestamp,
    changedAt: StoredTimestamp.nullable().meta({
      description: 'since when the server says something else of it: it is not called until it is allowed again',
    }),
  })
  .meta({ id: 'ConnectionTool' })
export type ConnectionTool = z.infer<typeof ConnectionTool>

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
