import { commandCatalogue, TaskLink } from '@orchestrator/domain'
import { idParams } from '../../http/entity/index.ts'
import { entityResponse } from '../../http/entity-response.ts'
import { defineRoute } from '../../http/route.ts'
import { entityAfter, runCommand } from '../../writes/run-command.ts'
import { taskLinks } from '../task-links/resource.ts'
import { mostBody } from './changes-schema.ts'
import { tasks } from './resource.ts'

const { data, summary } = commandCatalogue['task.create_pull_request']

export const createPullRequest = defineRoute({
  method: 'post',
  path: `${tasks.path}/{id}/pull-request`,
  operationId: 'createPullRequest',
  tag: 'Task links',
  summary,
  description:
    'Needs the permission pull_request.create in the project; in a repository that is not mapped to it integration.manage as well. The answer is the task’s link, in state `making`: the pull request is made in the background, once, and its link then has number and address, or `error`.',
  access: 'write',
  params: idParams,
  body: data.omit({ taskId: true }),
  bodyLimit: mostBody,
  bodyExample: { files: [{ path: 'docs/login.md', content: '# Log in\n' }], draft: true },
  answer: { status: 202, description: 'The link to what will be made', schema: TaskLink },
  problems: [404, 409],
  async handle(call) {
    const { c, params, body } = call
    const applied = await runCommand(call, 'task.create_pull_request', { ...body, taskId: params.id })
    c.header('Location', `${taskLinks.path}/${applied.result.id}`)
    return entityResponse(c, await entityAfter(call, applied), 202)
  },
})
