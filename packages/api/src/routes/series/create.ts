import { createRoute } from '../../http/entity/index.ts'
import { series } from './resource.ts'

export const createSeries = createRoute(series, {
  operationId: 'createSeries',
  command: 'series.create',
  bodyExample: {
    projectId: '01a20526-bb65-70ba-9bc0-1f2c5de0bd74',
    task: { title: 'Close the books of {{variables.date}}', dueDays: 3 },
    recurrence: { rrule: 'FREQ=MONTHLY;BYMONTHDAY=-1' },
    timeZone: 'Europe/Berlin',
    time: '08:00',
    leadDays: 2,
  },
})
