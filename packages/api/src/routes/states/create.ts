import { createRoute } from '../../http/entity/index.ts'
import { states } from './resource.ts'

export const createState = createRoute(states, {
  operationId: 'createState',
  command: 'state.create',
  bodyExample: { name: 'In review', category: 'started' },
})
