import { TaskLink } from '@orchestrator/domain'
import { listEntities } from '@orchestrator/store'
import { byCreation, equals, idParams, pageOf } from '../../http/entity/index.ts'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { requireTask } from './require-task.ts'
import { tasks } from './resource.ts'

/** A task has no more of them. */
const limit = 200

export const listLinksOfTask = defineRoute({
  method: 'get',
  path: `${tasks.path}/{id}/links`,
  operationId: 'listLinksOfTask',
  tag: 'Task links',
  summary: 'List the pull requests, branches, commits and addresses of a task',
  description: 'All of them at once; `GET /v1/task-links` finds those of many tasks.',
  access: 'read',
  params: idParams,
  answer: { status: 200, description: 'All of them', schema: pageOf(TaskLink) },
  problems: [404],
  async handle({ api, c, workspaceId, params }) {
    const items = await read(api, workspaceId, async (tx) => {
      await requireTask(tx, workspaceId, params.id)
      const where = equals(['task_id', params.id])
      const sort = byCreation['createdAt'] as (typeof byCreation)[string]
      return (await listEntities(tx, workspaceId, { kind: 'task_link', where, sort, after: undefined, limit })).items
    })
    return c.json({ items, nextCursor: null })
  },
})
