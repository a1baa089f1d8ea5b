import { getRoute } from '../../http/entity-routes.ts'
import { comments } from './resource.ts'

export const getComment = getRoute(comments, { operationId: 'getComment' })
