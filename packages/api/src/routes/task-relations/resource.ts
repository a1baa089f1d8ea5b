import { TaskRelation } from '@orchestrator/domain'
import type { Resource } from '../../http/entity/index.ts'

export const taskRelations: Resource = {
  path: '/v1/task-relations',
  tag: 'Task relations',
  kind: 'task_relation',
  schema: TaskRelation,
  noun: 'task relation',
}
