import { getRoute } from '../../http/entity-routes.ts'
import { states } from './resource.ts'

export const getState = getRoute(states, { operationId: 'getState' })
