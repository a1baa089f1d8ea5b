import { getRoute } from '../../http/entity/index.ts'
import { cycles } from './resource.ts'

export const getCycle = getRoute(cycles, { operationId: 'getCycle' })
