import { TaskRelation } from '@orchestrator/domain'
import type { Resource } from '../../http/entity-routes.ts'

export const taskRelations: Resource = { path: '/v1/task-relations', tag: 'Task relations', kind: 'task_relation', schema: TaskRelation, noun: 'task relation' }
