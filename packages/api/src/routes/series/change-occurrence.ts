import { bodyVerbRoute } from '../../http/entity/index.ts'
import { series } from './resource.ts'

export const changeOccurrence = bodyVerbRoute(series, {
  operationId: 'changeOccurrence',
  command: 'series.change_occurrence',
  verb: 'change-occurrence',
  bodyExample: { date: '2027-01-31', changes: { title: 'Close the year' } },
})
