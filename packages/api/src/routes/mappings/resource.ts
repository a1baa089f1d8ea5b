import { Mapping } from '@orchestrator/domain'
import type { Resource } from '../../http/entity/index.ts'

export const mappings: Resource = {
  path: '/v1/mappings',
  tag: 'Mappings',
  kind: 'mapping',
  schema: Mapping,
  noun: 'mapping',
}
