import { deleteRoute } from '../../http/entity/index.ts'
import { taskLinks } from './resource.ts'

export const removeTaskLink = deleteRoute(taskLinks, { operationId: 'removeTaskLink', command: 'task_link.remove' })
