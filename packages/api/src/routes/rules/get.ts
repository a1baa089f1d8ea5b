import { getRoute } from '../../http/entity-routes.ts'
import { rules } from './resource.ts'

export const getRule = getRoute(rules, { operationId: 'getRule' })
