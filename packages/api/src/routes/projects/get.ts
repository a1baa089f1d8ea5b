import { getRoute } from '../../http/entity/index.ts'
import { projects } from './resource.ts'

export const getProject = getRoute(projects, { operationId: 'getProject' })
