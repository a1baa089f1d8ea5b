import { CustomField } from '@orchestrator/domain'
import type { Resource } from '../../http/entity/index.ts'

export const customFields: Resource = {
  path: '/v1/custom-fields',
  tag: 'Custom fields',
  kind: 'custom_field',
  schema: CustomField,
  noun: 'custom field',
}
