import { getRoute } from '../../http/entity/index.ts'
import { timeEntries } from './resource.ts'

export const getTimeEntry = getRoute(timeEntries, { operationId: 'getTimeEntry' })
