import { AppError, type Connection, ConnectionStatus, ConnectionTrouble } from '@orchestrator/domain'
import { connectionHealth, getEntity } from '@orchestrator/store'
import * as z from 'zod'
import { idParams } from '../../http/entity/index.ts'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { MappingHealth } from '../mappings/health-schema.ts'
import { connections } from './resource.ts'

const Instant = z.iso.datetime().nullable()

export const SyncFailure = z
  .object({
    mappingId: z.uuid(),
    entityKind: z.enum(['task', 'comment', 'time_entry']).nullable(),
    entityId: z.uuid().nullable().meta({ description: 'the thing here; null: there is none yet' }),
    externalId: z.string().nullable().meta({ description: 'the item there; null: there is none yet' }),
    key: z.string().nullable().meta({ description: 'what it is called there, e.g. `acme/shop#12`' }),
    title: z.string().nullable().meta({ description: 'of the task, or of the one on which it is' }),
    url: z.string().nullable(),
    code: z.string().meta({
      description:
        'stable, e.g. `invalid`, `forbidden`, `malformed`, or `lost_rights`: the connection’s owner may not do it here',
    }),
    message: z.string(),
    attempts: z.int(),
    since: z.iso.datetime(),
    nextAt: z.iso.datetime().meta({ description: 'when it is tried again; a change of it is tried at once' }),
  })
  .meta({ id: 'SyncFailure' })

export const ConnectionHealth = z
  .object({
    status: ConnectionStatus,
    trouble: ConnectionTrouble.nullable().meta({
      description: 'what is wrong, and what to do; `mapping_trouble`: `mappings[].trouble` says what',
    }),
    lastSyncAt: Instant.meta({ description: 'when both sides were last compared without trouble' }),
    dueAt: Instant.meta({ description: 'when it is looked at next; null: as soon as something changes' }),
    throttledUntil: Instant.meta({ description: 'until then the service wants no requests' }),
    waiting: z.int().meta({ description: 'things that changed and are not yet the same on both sides' }),
    oldestAt: Instant.meta({ description: 'since when the oldest of them waits' }),
    failing: z.int().meta({ description: 'of these, the ones that were tried in vain' }),
    lastError: z.string().nullable(),
    failures: z.array(SyncFailure).meta({ description: 'those, the longest first; at most 50' }),
    unreadDeliveries: z.int(),
    unreadableDeliveries: z
      .object({
        count: z.int(),
        lastAt: Instant,
        lastError: z.string().nullable().meta({ description: 'why, without what it held' }),
      })
      .meta({ description: 'of the last 14 days: signed, and in a form that the service does not document' }),
    openConflicts: z.int().meta({ description: 'fields for which a person decides' }),
    mappings: z.array(MappingHealth),
    notTakenOver: z
      .array(z.object({ mappingId: z.uuid(), field: z.string(), value: z.string(), items: z.int() }))
      .meta({
        description:
          'what items have there that is nothing here: labels that cannot be tags (a comma, over 60 characters), options that the field here does not have, people whom nobody is; it stays there. At most 50',
      }),
    tools: z
      .array(
        z.object({
          name: z.string(),
          trusted: z.boolean(),
          allowedAt: z.iso.datetime(),
          changedAt: Instant.meta({
            description: 'since when the server says something else of it: nobody calls it until it is allowed again',
          }),
        }),
      )
      .meta({ description: 'of an MCP server: the tools that agents may call' }),
  })
  .meta({ id: 'ConnectionHealth' })

export const getConnectionHealth = defineRoute({
  method: 'get',
  path: `${connections.path}/{id}/health`,
  operationId: 'getConnectionHealth',
  tag: connections.tag,
  summary: 'See how a connection is doing: what waits, what is wrong, and what to do',
  access: 'read',
  params: idParams,
  answer: { status: 200, description: 'Its health', schema: ConnectionHealth },
  problems: [404],
  async handle({ api, c, workspaceId, params }) {
    const found = await read(api, workspaceId, async (tx) => {
      const connection = await getEntity(tx, workspaceId, 'connection', params.id)
      return connection && { connection, health: await connectionHealth(tx, workspaceId, params.id) }
    })
    if (!found) throw new AppError('not_found', `there is no connection ${params.id}`)
    const { status, trouble } = found.connection as unknown as Connection
    return c.json({ status, trouble, ...found.health })
  },
})
