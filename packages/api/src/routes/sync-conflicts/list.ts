import { Id, SyncConflict } from '@orchestrator/domain'
import { bodyVerbRoute, byCreation, equals, getRoute, listRoute } from '../../http/entity/index.ts'
import { syncConflicts } from './resource.ts'

export const listSyncConflicts = listRoute(syncConflicts, {
  operationId: 'listSyncConflicts',
  summary: 'List fields that both sides changed, for which a person decides',
  filters: {
    status: SyncConflict.shape.status.optional(),
    connectionId: Id.optional(),
    projectId: Id.optional(),
    entityId: Id.optional(),
  },
  sorts: byCreation,
  where: ({ status, connectionId, projectId, entityId }) =>
    equals(
      ['status', status, 'text'],
      ['connection_id', connectionId],
      ['project_id', projectId],
      ['entity_id', entityId],
    ),
})

export const getSyncConflict = getRoute(syncConflicts, { operationId: 'getSyncConflict' })

export const resolveSyncConflict = bodyVerbRoute(syncConflicts, {
  operationId: 'resolveSyncConflict',
  command: 'sync_conflict.resolve',
  verb: 'resolve',
  description: 'Needs the permission task.edit in the project. Both sides get the value of the side that is chosen.',
  bodyExample: { choice: 'theirs' },
})
