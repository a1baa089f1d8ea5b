import { updateRoute } from '../../http/entity/index.ts'
import { timeEntries } from './resource.ts'

export const updateTimeEntry = updateRoute(timeEntries, {
  operationId: 'updateTimeEntry',
  command: 'time_entry.update',
  bodyExample: { minutes: 75, billable: true },
})
