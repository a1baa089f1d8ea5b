import { createRoute } from '../../http/entity/index.ts'
import { projects } from './resource.ts'

export const createProject = createRoute(projects, {
  operationId: 'createProject',
  command: 'project.create',
  bodyExample: { key: 'WEB', name: 'Website' },
})
