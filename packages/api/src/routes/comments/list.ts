import { Id } from '@orchestrator/domain'
import { byCreation, equals, listRoute } from '../../http/entity/index.ts'
import { comments } from './resource.ts'

export const listComments = listRoute(comments, {
  operationId: 'listComments',
  filters: { taskId: Id.optional(), projectId: Id.optional(), authorId: Id.optional() },
  sorts: byCreation,
  where: ({ taskId, projectId, authorId }) =>
    equals(['task_id', taskId], ['project_id', projectId], ['author_id', authorId]),
})
