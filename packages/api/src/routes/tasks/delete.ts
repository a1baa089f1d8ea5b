import { deleteRoute } from '../../http/entity-routes.ts'
import { tasks } from './resource.ts'

export const deleteTask = deleteRoute(tasks, { operationId: 'deleteTask', command: 'task.delete' })
