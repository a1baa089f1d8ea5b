import { deleteRoute } from '../../http/entity/index.ts'
import { projects } from './resource.ts'

export const deleteProject = deleteRoute(projects, { operationId: 'deleteProject', command: 'project.delete' })
