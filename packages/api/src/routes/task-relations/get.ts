import { getRoute } from '../../http/entity/index.ts'
import { taskRelations } from './resource.ts'

export const getTaskRelation = getRoute(taskRelations, { operationId: 'getTaskRelation' })
