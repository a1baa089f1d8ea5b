import { getRoute } from '../../http/entity/index.ts'
import { patchPolicies } from './resource.ts'

export const getPatchPolicy = getRoute(patchPolicies, { operationId: 'getPatchPolicy' })
