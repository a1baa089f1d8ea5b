import { updateRoute } from '../../http/entity/index.ts'
import { series } from './resource.ts'

export const updateSeries = updateRoute(series, {
  operationId: 'updateSeries',
  command: 'series.update',
  description:
    'Without `from`, the change counts for all occurrences that are not made yet. With it, this series ends before that day and the answer is a new one that goes on with the change.',
  bodyExample: { from: '2027-03-31', time: '10:00' },
})
