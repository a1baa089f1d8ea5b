import { getRoute } from '../../http/entity/index.ts'
import { rules } from './resource.ts'

export const getRule = getRoute(rules, { operationId: 'getRule' })
