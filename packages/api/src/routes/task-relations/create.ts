import { createRoute } from '../../http/entity/index.ts'
import { taskRelations } from './resource.ts'

export const createTaskRelation = createRoute(taskRelations, {
  operationId: 'createTaskRelation',
  command: 'task_relation.create',
})
