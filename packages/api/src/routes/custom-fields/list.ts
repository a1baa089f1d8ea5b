import * as z from 'zod'
import { byCreation, byText, equals, listRoute } from '../../http/entity/index.ts'
import { customFields } from './resource.ts'

export const listCustomFields = listRoute(customFields, {
  operationId: 'listCustomFields',
  filters: { key: z.string().max(60).optional() },
  sorts: { ...byText('key', 'key'), ...byCreation },
  where: ({ key }) => equals(['key', key, 'text']),
})
