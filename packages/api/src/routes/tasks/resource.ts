import { Task } from '@orchestrator/domain'
import type { Resource } from '../../http/entity/index.ts'

export const tasks: Resource = { path: '/v1/tasks', tag: 'Tasks', kind: 'task', schema: Task, noun: 'task' }
