import { TemplateFile, toTemplateFile } from '@orchestrator/domain'
import { idParams } from '../../http/entity/index.ts'
import { defineRoute } from '../../http/route.ts'
import { readTemplate, templates } from './resource.ts'

export const exportTemplate = defineRoute({
  method: 'get',
  path: '/v1/templates/{id}/export',
  operationId: 'exportTemplate',
  tag: templates.tag,
  summary: 'Get a template as a file',
  description: 'What it holds can be imported into another workspace, unless it names members of this one.',
  access: 'read',
  params: idParams,
  answer: { status: 200, description: 'The file', schema: TemplateFile },
  problems: [404],
  async handle(call) {
    return call.c.json(toTemplateFile(await readTemplate(call, call.params.id)))
  },
})
