import { bodyVerbRoute } from '../../http/entity/index.ts'
import { series } from './resource.ts'

export const skipOccurrence = bodyVerbRoute(series, {
  operationId: 'skipOccurrence',
  command: 'series.skip',
  verb: 'skip',
  bodyExample: { date: '2027-01-31' },
})
