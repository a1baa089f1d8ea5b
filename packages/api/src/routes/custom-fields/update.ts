import { updateRoute } from '../../http/entity/index.ts'
import { customFields } from './resource.ts'

export const updateCustomField = updateRoute(customFields, {
  operationId: 'updateCustomField',
  command: 'custom_field.update',
  bodyExample: { options: ['low', 'high', 'critical'] },
})
