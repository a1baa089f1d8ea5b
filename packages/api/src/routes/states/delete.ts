import { deleteRoute } from '../../http/entity/index.ts'
import { states } from './resource.ts'

export const deleteState = deleteRoute(states, { operationId: 'deleteState', command: 'state.delete' })
