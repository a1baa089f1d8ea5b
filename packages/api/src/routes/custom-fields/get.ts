import { getRoute } from '../../http/entity-routes.ts'
import { customFields } from './resource.ts'

export const getCustomField = getRoute(customFields, { operationId: 'getCustomField' })
