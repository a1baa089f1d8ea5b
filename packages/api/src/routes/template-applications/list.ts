import { Id } from '@orchestrator/domain'
import { byCreation, equals, listRoute } from '../../http/entity/index.ts'
import { templateApplications } from './resource.ts'

export const listTemplateApplications = listRoute(templateApplications, {
  operationId: 'listTemplateApplications',
  summary: 'List what templates have made',
  filters: { templateId: Id.optional(), projectId: Id.optional() },
  sorts: byCreation,
  where: ({ templateId, projectId }) => equals(['template_id', templateId], ['project_id', projectId]),
})
