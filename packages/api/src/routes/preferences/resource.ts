import { Preference } from '@orchestrator/domain'
import type { Resource } from '../../http/entity/index.ts'

export const preferences: Resource = {
  path: '/v1/preferences',
  tag: 'Preferences',
  kind: 'preference',
  schema: Preference,
  noun: 'preference',
}
