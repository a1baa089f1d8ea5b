import { createRoute } from '../../http/entity/index.ts'
import { timeEntries } from './resource.ts'

export const createTimeEntry = createRoute(timeEntries, {
  operationId: 'createTimeEntry',
  command: 'time_entry.create',
  description:
    'Give `endedAt` or `minutes`. Your own time needs the permission time.log, that of others time.manage. The task’s `actualMinutes` is the sum of its entries from then on.',
  bodyExample: {
    taskId: '01a20526-d8e7-7b21-a5c6-3e9f1b2d5005',
    startedAt: '2026-03-02T09:00:00Z',
    minutes: 90,
    note: 'First draft',
  },
})
