import { verbRoute } from '../../http/entity/index.ts'
import { projects } from './resource.ts'

export const unarchiveProject = verbRoute(projects, {
  operationId: 'unarchiveProject',
  command: 'project.unarchive',
  verb: 'unarchive',
})
