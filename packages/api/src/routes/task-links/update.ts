import { updateRoute } from '../../http/entity/index.ts'
import { taskLinks } from './resource.ts'

export const updateTaskLink = updateRoute(taskLinks, {
  operationId: 'updateTaskLink',
  command: 'task_link.update',
  bodyExample: { draft: false },
})
