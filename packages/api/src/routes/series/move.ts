import { bodyVerbRoute } from '../../http/entity/index.ts'
import { series } from './resource.ts'

export const moveOccurrence = bodyVerbRoute(series, {
  operationId: 'moveOccurrence',
  command: 'series.move',
  verb: 'move',
  bodyExample: { date: '2027-01-31', to: '2027-02-01' },
})
