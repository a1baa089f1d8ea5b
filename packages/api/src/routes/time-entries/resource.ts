import { TimeEntry } from '@orchestrator/domain'
import type { Resource } from '../../http/entity/index.ts'

export const timeEntries: Resource = {
  path: '/v1/time-entries',
  tag: 'Time',
  kind: 'time_entry',
  schema: TimeEntry,
  noun: 'time entry',
}
