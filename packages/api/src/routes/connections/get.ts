import { getRoute } from '../../http/entity/index.ts'
import { connections } from './resource.ts'

export const getConnection = getRoute(connections, { operationId: 'getConnection' })
