import { Id, PullRequestState, TaskLinkKind } from '@orchestrator/domain'
import * as z from 'zod'
import { byCreation, equals, listRoute } from '../../http/entity/index.ts'
import { taskLinks } from './resource.ts'

export const listTaskLinks = listRoute(taskLinks, {
  operationId: 'listTaskLinks',
  filters: {
    taskId: Id.optional(),
    projectId: Id.optional(),
    connectionId: Id.optional(),
    kind: TaskLinkKind.optional(),
    state: PullRequestState.optional().meta({ description: 'of a pull request' }),
    url: z.string().max(2_000).optional(),
  },
  sorts: byCreation,
  where: ({ taskId, projectId, connectionId, kind, state, url }) =>
    equals(
      ['task_id', taskId],
      ['project_id', projectId],
      ['connection_id', connectionId],
      ['kind', kind, 'text'],
      ['state', state, 'text'],
      ['url', url, 'text'],
    ),
})
