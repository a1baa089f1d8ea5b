import { Template } from '../../entities/template.ts'
import { TemplateApplication } from '../../entities/template-application.ts'
import { changed, event } from './event.ts'

export const templateEvents = {
  'template.created': event('template.created', { template: Template }),
  'template.updated': event('template.updated', { template: Template, ...changed }),
  'template.deleted': event('template.deleted', { template: Template }),
  'template.applied': event('template.applied', { templateApplication: TemplateApplication }),
  'template.apply_undone': event('template.apply_undone', { templateApplication: TemplateApplication, ...changed }),
}
