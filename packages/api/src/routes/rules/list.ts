import * as z from 'zod'
import { byCreation, byText, equals, listRoute } from '../../http/entity/index.ts'
import { rules } from './resource.ts'

export const listRules = listRoute(rules, {
  operationId: 'listRules',
  filters: { when: z.string().max(120).optional(), enabled: z.enum(['true', 'false']).optional() },
  sorts: { ...byText('name', 'name'), ...byCreation },
  where: ({ when, enabled }) => [
    ...equals(['enabled', enabled, 'boolean']),
    ...(when === undefined ? [] : [{ sql: 't."when" = to_jsonb(?::text)', values: [when] }]),
  ],
})
