import { updateRoute } from '../../http/entity/index.ts'
import { states } from './resource.ts'

export const updateState = updateRoute(states, {
  operationId: 'updateState',
  command: 'state.update',
  bodyExample: { name: 'In review' },
})
