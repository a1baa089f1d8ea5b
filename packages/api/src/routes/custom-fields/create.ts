import { createRoute } from '../../http/entity/index.ts'
import { customFields } from './resource.ts'

export const createCustomField = createRoute(customFields, {
  operationId: 'createCustomField',
  command: 'custom_field.create',
  bodyExample: { key: 'severity', name: 'Severity', type: 'select', options: ['low', 'high'] },
})
