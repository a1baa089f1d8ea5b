import { commandCatalogue, Template } from '@orchestrator/domain'
import { entityResponse } from '../../http/entity-response.ts'
import { defineRoute } from '../../http/route.ts'
import { entityAfter, runCommand } from '../../writes/run-command.ts'
import { templates } from './resource.ts'

const { data, summary } = commandCatalogue['template.create_from_project']

export const createTemplateFromProject = defineRoute({
  method: 'post',
  path: '/v1/templates/from-project',
  operationId: 'createTemplateFromProject',
  tag: templates.tag,
  summary,
  access: 'write',
  body: data,
  bodyExample: { projectId: '01a20526-bb65-70ba-9bc0-1f2c5de0bd74', name: 'Launch' },
  answer: { status: 201, description: 'The new template', schema: Template },
  problems: [404, 409],
  async handle(call) {
    const applied = await runCommand(call, 'template.create_from_project', call.body)
    call.c.header('Location', `${templates.path}/${applied.result.id}`)
    return entityResponse(call.c, await entityAfter(call, applied), 201)
  },
})
