import { getRoute } from '../../http/entity/index.ts'
import { customFields } from './resource.ts'

export const getCustomField = getRoute(customFields, { operationId: 'getCustomField' })
