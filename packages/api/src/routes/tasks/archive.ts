import { verbRoute } from '../../http/entity/index.ts'
import { tasks } from './resource.ts'

export const archiveTask = verbRoute(tasks, { operationId: 'archiveTask', command: 'task.archive', verb: 'archive' })
