import { Id } from '@orchestrator/domain'
import * as z from 'zod'
import { byCreation, equals, getRoute, listRoute } from '../../http/entity/index.ts'
import { mappings } from './resource.ts'

export const listMappings = listRoute(mappings, {
  operationId: 'listMappings',
  summary: 'List which projects are kept in step with what',
  filters: { connectionId: Id.optional(), projectId: Id.optional(), enabled: z.enum(['true', 'false']).optional() },
  sorts: byCreation,
  where: ({ connectionId, projectId, enabled }) =>
    equals(['connection_id', connectionId], ['project_id', projectId], ['enabled', enabled, 'boolean']),
})

export const getMapping = getRoute(mappings, { operationId: 'getMapping' })
