import { updateRoute } from '../../http/entity/index.ts'
import { projects } from './resource.ts'

export const updateProject = updateRoute(projects, {
  operationId: 'updateProject',
  command: 'project.update',
  bodyExample: { health: 'atRisk' },
})
