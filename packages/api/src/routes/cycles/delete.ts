import { deleteRoute } from '../../http/entity/index.ts'
import { cycles } from './resource.ts'

export const deleteCycle = deleteRoute(cycles, { operationId: 'deleteCycle', command: 'cycle.delete' })
