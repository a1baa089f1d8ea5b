import { commandCatalogue } from '@orchestrator/domain'
import * as z from 'zod'
import { idParams } from '../../http/entity/index.ts'
import { defineRoute } from '../../http/route.ts'
import { runCommand } from '../../writes/run-command.ts'
import { tasks } from './resource.ts'

export const detachTaskChanges = defineRoute({
  method: 'delete',
  path: `${tasks.path}/{id}/changes`,
  operationId: 'detachTaskChanges',
  tag: 'Task links',
  summary: commandCatalogue['change_set.detach'].summary,
  access: 'write',
  params: idParams,
  query: z.strictObject({ path: z.string().max(1_000).optional().meta({ description: 'of one file; left out: all' }) }),
  answer: { status: 204, description: 'Done' },
  problems: [404, 409],
  async handle(call) {
    const { path } = call.query
    const paths = path === undefined ? {} : { paths: [path] }
    await runCommand(call, 'change_set.detach', { taskId: call.params.id, ...paths })
    return call.c.body(null, 204)
  },
})
