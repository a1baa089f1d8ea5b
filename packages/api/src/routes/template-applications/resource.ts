import { TemplateApplication } from '@orchestrator/domain'
import type { Resource } from '../../http/entity/index.ts'

export const templateApplications: Resource = {
  path: '/v1/template-applications',
  tag: 'Templates',
  kind: 'template_application',
  schema: TemplateApplication,
  noun: 'application of a template',
}
