import { updateRoute } from '../../http/entity-routes.ts'
import { states } from './resource.ts'

export const updateState = updateRoute(states, { operationId: 'updateState', command: 'state.update' })
