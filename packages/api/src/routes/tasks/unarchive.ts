import { verbRoute } from '../../http/entity-routes.ts'
import { tasks } from './resource.ts'

export const unarchiveTask = verbRoute(tasks, { operationId: 'unarchiveTask', command: 'task.unarchive', verb: 'unarchive' })
