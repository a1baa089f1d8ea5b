import { getRoute } from '../../http/entity/index.ts'
import { comments } from './resource.ts'

export const getComment = getRoute(comments, { operationId: 'getComment' })
