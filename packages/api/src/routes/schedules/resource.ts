import { Schedule } from '@orchestrator/domain'
import type { Resource } from '../../http/entity/index.ts'

export const schedules: Resource = {
  path: '/v1/schedules',
  tag: 'Schedules',
  kind: 'schedule',
  schema: Schedule,
  noun: 'schedule',
}
