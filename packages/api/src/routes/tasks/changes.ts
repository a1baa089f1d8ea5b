import { readChanges } from '@orchestrator/store'
import { idParams } from '../../http/entity/index.ts'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { TaskChanges } from './changes-schema.ts'
import { requireTask } from './require-task.ts'
import { tasks } from './resource.ts'

export const getTaskChanges = defineRoute({
  method: 'get',
  path: `${tasks.path}/{id}/changes`,
  operationId: 'getTaskChanges',
  tag: 'Task links',
  summary: 'Get the files that were changed for a task',
  access: 'read',
  params: idParams,
  answer: { status: 200, description: 'The files with their contents', schema: TaskChanges },
  problems: [404],
  async handle({ api, c, workspaceId, params: { id } }) {
    const changes = await read(api, workspaceId, async (tx) => {
      await requireTask(tx, workspaceId, id)
      return readChanges(tx, workspaceId, id)
    })
    return c.json({ taskId: id, ...changes })
  },
})
