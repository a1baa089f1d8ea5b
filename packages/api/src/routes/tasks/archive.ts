import { verbRoute } from '../../http/entity-routes.ts'
import { tasks } from './resource.ts'

export const archiveTask = verbRoute(tasks, { operationId: 'archiveTask', command: 'task.archive', verb: 'archive' })
