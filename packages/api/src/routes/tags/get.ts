import { getRoute } from '../../http/entity/index.ts'
import { tags } from './resource.ts'

export const getTag = getRoute(tags, { operationId: 'getTag' })
