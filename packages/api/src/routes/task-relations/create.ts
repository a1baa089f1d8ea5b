import { createRoute } from '../../http/entity/index.ts'
import { taskRelations } from './resource.ts'

export const createTaskRelation = createRoute(taskRelations, {
  operationId: 'createTaskRelation',
  command: 'task_relation.create',
  bodyExample: {
    type: 'blocks',
    fromTaskId: '01a20526-d8e7-7b21-a5c6-3e9f1b2d5005',
    toTaskId: '01a20526-e9f0-7c32-86d7-4f0a2c3e6006',
  },
})
