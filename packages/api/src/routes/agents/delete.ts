import { deleteRoute } from '../../http/entity/index.ts'
import { agents } from './resource.ts'

export const deleteAgent = deleteRoute(agents, { operationId: 'deleteAgent', command: 'agent.delete' })
