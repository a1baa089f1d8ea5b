import { getRoute } from '../../http/entity/index.ts'
import { patches } from './resource.ts'

export const getPatch = getRoute(patches, { operationId: 'getPatch' })
