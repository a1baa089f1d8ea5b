import { getRoute } from '../../http/entity/index.ts'
import { templateApplications } from './resource.ts'

export const getTemplateApplication = getRoute(templateApplications, { operationId: 'getTemplateApplication' })
