import { getRoute } from '../../http/entity-routes.ts'
import { projects } from './resource.ts'

export const getProject = getRoute(projects, { operationId: 'getProject' })
