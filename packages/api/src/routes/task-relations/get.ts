import { getRoute } from '../../http/entity-routes.ts'
import { taskRelations } from './resource.ts'

export const getTaskRelation = getRoute(taskRelations, { operationId: 'getTaskRelation' })
