import * as z from 'zod'
import { Connection, UserLink } from '../../entities/connection.ts'
import { Mapping } from '../../entities/mapping.ts'
import { SyncConflict } from '../../entities/sync-conflict.ts'
import { changed, event } from './event.ts'

export const integrationEvents = {
  'connection.created': event('connection.created', { connection: Connection }),
  'connection.updated': event('connection.updated', { connection: Connection, ...changed }),
  'connection.reconnected': event('connection.reconnected', { connection: Connection, ...changed }),
  'connection.paused': event('connection.paused', { connection: Connection, ...changed }),
  'connection.resumed': event('connection.resumed', { connection: Connection, ...changed }),
  'connection.disconnected': event('connection.disconnected', { connection: Connection, ...changed }),
  'connection.trouble': event('connection.trouble', { connection: Connection, ...changed }),
  'connection.recovered': event('connection.recovered', { connection: Connection, ...changed }),
  'connection.called': event('connection.called', {
    provider: z.string(),
    action: z.string().meta({ description: 'what was asked of the service over HTTP, e.g. `createIssue`' }),
    error: z.string().nullable().meta({ description: 'the code of what it met; null: it was done' }),
  }),
  'connection.deleted': event('connection.deleted', { connection: Connection }),
  'user_link.set': event('user_link.set', { userLink: UserLink }),
  'user_link.removed': event('user_link.removed', { userLink: UserLink }),
  'mapping.created': event('mapping.created', { mapping: Mapping }),
  'mapping.updated': event('mapping.updated', { mapping: Mapping, ...changed }),
  'mapping.deleted': event('mapping.deleted', { mapping: Mapping }),
  'sync_conflict.opened': event('sync_conflict.opened', { syncConflict: SyncConflict }),
  'sync_conflict.updated': event('sync_conflict.updated', { syncConflict: SyncConflict, ...changed }),
  'sync_conflict.resolved': event('sync_conflict.resolved', { syncConflict: SyncConflict, ...changed }),
  'sync_conflict.gone': event('sync_conflict.gone', { syncConflict: SyncConflict, ...changed }),
}
