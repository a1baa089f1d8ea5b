import { getRoute } from '../../http/entity/index.ts'
import { series } from './resource.ts'

export const getSeries = getRoute(series, { operationId: 'getSeries' })
