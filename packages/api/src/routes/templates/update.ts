import { updateRoute } from '../../http/entity/index.ts'
import { templates } from './resource.ts'

export const updateTemplate = updateRoute(templates, {
  operationId: 'updateTemplate',
  command: 'template.update',
  bodyExample: { description: 'How we launch' },
})
