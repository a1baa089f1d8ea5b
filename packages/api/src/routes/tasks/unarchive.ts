import { verbRoute } from '../../http/entity/index.ts'
import { tasks } from './resource.ts'

export const unarchiveTask = verbRoute(tasks, {
  operationId: 'unarchiveTask',
  command: 'task.unarchive',
  verb: 'unarchive',
})
