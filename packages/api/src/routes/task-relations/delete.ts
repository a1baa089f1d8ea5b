import { deleteRoute } from '../../http/entity-routes.ts'
import { taskRelations } from './resource.ts'

export const deleteTaskRelation = deleteRoute(taskRelations, { operationId: 'deleteTaskRelation', command: 'task_relation.delete' })
