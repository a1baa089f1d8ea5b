import { deleteRoute } from '../../http/entity/index.ts'
import { tasks } from './resource.ts'

export const deleteTask = deleteRoute(tasks, { operationId: 'deleteTask', command: 'task.delete' })
