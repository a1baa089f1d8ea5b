import { updateRoute } from '../../http/entity-routes.ts'
import { customFields } from './resource.ts'

export const updateCustomField = updateRoute(customFields, { operationId: 'updateCustomField', command: 'custom_field.update' })
