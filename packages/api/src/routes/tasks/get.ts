import { getRoute } from '../../http/entity/index.ts'
import { tasks } from './resource.ts'

export const getTask = getRoute(tasks, { operationId: 'getTask' })
