import { Id, ProjectStatus } from '@orchestrator/domain'
import * as z from 'zod'
import { archivedCondition, archivedFilter } from '../../http/archived.ts'
import { byCreation, byText, equals, listOf, listRoute } from '../../http/entity/index.ts'
import { projects } from './resource.ts'

export const listProjects = listRoute(projects, {
  operationId: 'listProjects',
  filters: {
    status: listOf(ProjectStatus, 'planned,started'),
    key: z.string().max(10).optional(),
    leadId: Id.optional(),
    archived: archivedFilter,
  },
  sorts: { ...byText('name', 'name'), ...byCreation },
  where: ({ status, key, leadId, archived }) => [
    ...equals(['key', key, 'text'], ['lead_id', leadId]),
    ...(status ? [{ sql: 't.status = any(?::text[])', values: [status] }] : []),
    ...archivedCondition(archived),
  ],
})
