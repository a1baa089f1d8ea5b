import * as z from 'zod'
import { byText, equals, listRoute } from '../../http/entity/index.ts'
import { playbooks } from './resource.ts'

export const listPlaybooks = listRoute(playbooks, {
  operationId: 'listPlaybooks',
  summary: 'List installed playbooks',
  filters: { enabled: z.enum(['true', 'false']).optional() },
  sorts: byText('name', 'name'),
  where: ({ enabled }) => [...equals(['enabled', enabled, 'boolean']), { sql: 't.removed_at is null', values: [] }],
})
