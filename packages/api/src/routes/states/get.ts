import { getRoute } from '../../http/entity/index.ts'
import { states } from './resource.ts'

export const getState = getRoute(states, { operationId: 'getState' })
