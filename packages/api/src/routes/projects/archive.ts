import { verbRoute } from '../../http/entity/index.ts'
import { projects } from './resource.ts'

export const archiveProject = verbRoute(projects, {
  operationId: 'archiveProject',
  command: 'project.archive',
  verb: 'archive',
})
