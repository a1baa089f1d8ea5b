import { deleteRoute } from '../../http/entity/index.ts'
import { timeEntries } from './resource.ts'

export const deleteTimeEntry = deleteRoute(timeEntries, {
  operationId: 'deleteTimeEntry',
  command: 'time_entry.delete',
})
