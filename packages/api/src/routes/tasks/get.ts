import { getRoute } from '../../http/entity-routes.ts'
import { tasks } from './resource.ts'

export const getTask = getRoute(tasks, { operationId: 'getTask' })
