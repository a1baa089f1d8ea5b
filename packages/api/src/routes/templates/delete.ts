import { deleteRoute } from '../../http/entity/index.ts'
import { templates } from './resource.ts'

export const deleteTemplate = deleteRoute(templates, { operationId: 'deleteTemplate', command: 'template.delete' })
