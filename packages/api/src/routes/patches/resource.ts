import { Patch } from '@orchestrator/domain'
import type { Resource } from '../../http/entity/index.ts'

export const patches: Resource = {
  path: '/v1/patches',
  tag: 'Patches',
  kind: 'patch',
  schema: Patch,
  noun: 'patch',
}
