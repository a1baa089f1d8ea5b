import { Id, TaskRelationType } from '@orchestrator/domain'
import { byCreation, equals, listRoute } from '../../http/entity/index.ts'
import { taskRelations } from './resource.ts'

export const listTaskRelations = listRoute(taskRelations, {
  operationId: 'listTaskRelations',
  filters: {
    taskId: Id.optional().meta({ description: 'at either end' }),
    fromTaskId: Id.optional(),
    toTaskId: Id.optional(),
    type: TaskRelationType.optional(),
  },
  sorts: byCreation,
  where: ({ taskId, fromTaskId, toTaskId, type }) => [
    ...equals(['from_task_id', fromTaskId], ['to_task_id', toTaskId], ['type', type, 'text']),
    ...(taskId ? [{ sql: '(t.from_task_id = ?::uuid or t.to_task_id = ?::uuid)', values: [taskId, taskId] }] : []),
  ],
})
