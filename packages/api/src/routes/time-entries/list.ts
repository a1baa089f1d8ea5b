import { type Sort, timeEntryConditions } from '@orchestrator/store'
import { byCreation, listRoute } from '../../http/entity/index.ts'
import { running, timeFilters } from './filters.ts'
import { timeEntries } from './resource.ts'

const byStart = (descending: boolean): Sort => ({
  columns: [
    { expression: 't.started_at', type: 'timestamptz', field: 'startedAt' },
    { expression: 't.id', type: 'uuid', field: 'id' },
  ],
  descending,
})

export const listTimeEntries = listRoute(timeEntries, {
  operationId: 'listTimeEntries',
  summary: 'List time entries',
  filters: { ...timeFilters, running },
  sorts: { startedAt: byStart(false), '-startedAt': byStart(true), ...byCreation },
  where: timeEntryConditions,
})
