import { updateRoute } from '../../http/entity/index.ts'
import { agents } from './resource.ts'

export const updateAgent = updateRoute(agents, {
  operationId: 'updateAgent',
  command: 'agent.update',
  bodyExample: { enabled: false },
})
