import { getRoute } from '../../http/entity/index.ts'
import { templates } from './resource.ts'

export const getTemplate = getRoute(templates, { operationId: 'getTemplate' })
