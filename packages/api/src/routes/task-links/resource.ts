import { TaskLink } from '@orchestrator/domain'
import type { Resource } from '../../http/entity/index.ts'

export const taskLinks: Resource = {
  path: '/v1/task-links',
  tag: 'Task links',
  kind: 'task_link',
  schema: TaskLink,
  noun: 'task link',
}
