import { deleteRoute } from '../../http/entity/index.ts'
import { taskRelations } from './resource.ts'

export const deleteTaskRelation = deleteRoute(taskRelations, {
  operationId: 'deleteTaskRelation',
  command: 'task_relation.delete',
})
