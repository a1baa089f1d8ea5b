import { ChangeSet, commandCatalogue } from '@orchestrator/domain'
import { idParams } from '../../http/entity/index.ts'
import { entityResponse } from '../../http/entity-response.ts'
import { defineRoute } from '../../http/route.ts'
import { entityAfter, runCommand } from '../../writes/run-command.ts'
import { mostBody } from './changes-schema.ts'
import { tasks } from './resource.ts'

const { data, summary } = commandCatalogue['change_set.attach']

export const attachTaskChanges = defineRoute({
  method: 'post',
  path: `${tasks.path}/{id}/changes`,
  operationId: 'attachTaskChanges',
  tag: 'Task links',
  summary,
  description: 'Whole files, or `null` for one that is deleted; 300 files and a million characters at most.',
  access: 'write',
  params: idParams,
  body: data.omit({ taskId: true }),
  bodyLimit: mostBody,
  bodyExample: { files: [{ path: 'docs/login.md', content: '# Log in\n' }] },
  answer: { status: 200, description: 'What is attached now, without contents', schema: ChangeSet },
  problems: [404, 409],
  async handle(call) {
    const applied = await runCommand(call, 'change_set.attach', { ...call.body, taskId: call.params.id })
    return entityResponse(call.c, await entityAfter(call, applied))
  },
})
