import { TemplateKind, TemplateName } from '@orchestrator/domain'
import { byCreation, byText, equals, listRoute } from '../../http/entity/index.ts'
import { templates } from './resource.ts'

export const listTemplates = listRoute(templates, {
  operationId: 'listTemplates',
  filters: { name: TemplateName.optional(), kind: TemplateKind.optional() },
  sorts: { ...byText('name', 'name'), ...byCreation },
  where: ({ name, kind }) => equals(['name', name, 'text'], ['kind', kind, 'text']),
})
