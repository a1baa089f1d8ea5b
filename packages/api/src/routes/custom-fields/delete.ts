import { deleteRoute } from '../../http/entity/index.ts'
import { customFields } from './resource.ts'

export const deleteCustomField = deleteRoute(customFields, {
  operationId: 'deleteCustomField',
  command: 'custom_field.delete',
})
