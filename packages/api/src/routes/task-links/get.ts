import { getRoute } from '../../http/entity/index.ts'
import { taskLinks } from './resource.ts'

export const getTaskLink = getRoute(taskLinks, { operationId: 'getTaskLink' })
