import { SyncConflict } from '@orchestrator/domain'
import type { Resource } from '../../http/entity/index.ts'

export const syncConflicts: Resource = {
  path: '/v1/sync-conflicts',
  tag: 'Sync conflicts',
  kind: 'sync_conflict',
  schema: SyncConflict,
  noun: 'conflict',
}
