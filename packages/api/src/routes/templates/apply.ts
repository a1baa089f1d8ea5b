import { commandCatalogue, TemplateApplication } from '@orchestrator/domain'
import { idParams } from '../../http/entity/index.ts'
import { entityResponse } from '../../http/entity-response.ts'
import { defineRoute } from '../../http/route.ts'
import { entityAfter, runCommand } from '../../writes/run-command.ts'
import { templates } from './resource.ts'

const { data, summary } = commandCatalogue['template.apply']

export const applyBody = data.omit({ template: true })
export const applyExample = {
  project: { key: 'ACME' },
  variables: { client: 'Acme' },
  roles: { writer: '01a20526-9a02-7d1b-8c4f-2b7d3e9ac002' },
  start: '2027-01-04',
  deadline: '2027-02-26',
}

export const applyTemplate = defineRoute({
  method: 'post',
  path: '/v1/templates/{id}/apply',
  operationId: 'applyTemplate',
  tag: templates.tag,
  summary,
  description:
    'All or nothing. Tasks need task.create, and task.assign if they are given to somebody; a new project project.create; a workflow automation.manage.',
  access: 'write',
  params: idParams,
  body: applyBody,
  bodyExample: applyExample,
  answer: { status: 201, description: 'What was made', schema: TemplateApplication },
  problems: [404, 409],
  async handle(call) {
    const applied = await runCommand(call, 'template.apply', { ...call.body, template: call.params.id })
    call.c.header('Location', `/v1/template-applications/${applied.result.id}`)
    return entityResponse(call.c, await entityAfter(call, applied), 201)
  },
})
