import { updateRoute } from '../../http/entity/index.ts'
import { tasks } from './resource.ts'

export const updateTask = updateRoute(tasks, {
  operationId: 'updateTask',
  command: 'task.update',
  bodyExample: { status: 'completed', addTags: ['review'] },
})
