import { getRoute } from '../../http/entity-routes.ts'
import { tags } from './resource.ts'

export const getTag = getRoute(tags, { operationId: 'getTag' })
