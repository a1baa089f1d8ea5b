import { bodyVerbRoute } from '../../http/entity/index.ts'
import { series } from './resource.ts'

export const endSeries = bodyVerbRoute(series, {
  operationId: 'endSeries',
  command: 'series.end',
  verb: 'end',
  bodyExample: { after: '2027-12-31' },
})
