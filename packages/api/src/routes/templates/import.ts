import { Template, TemplateFileInput } from '@orchestrator/domain'
import { entityResponse } from '../../http/entity-response.ts'
import { defineRoute } from '../../http/route.ts'
import { entityAfter, runCommand } from '../../writes/run-command.ts'
import { templates } from './resource.ts'

export const importTemplate = defineRoute({
  method: 'post',
  path: '/v1/templates/import',
  operationId: 'importTemplate',
  tag: templates.tag,
  summary: 'Make a template of a file that was exported',
  access: 'write',
  body: TemplateFileInput,
  bodyExample: {
    formatVersion: 1,
    name: 'Chores',
    kind: 'task',
    content: { tasks: [{ key: 'water', title: 'Water the plants' }] },
  },
  answer: { status: 201, description: 'The new template', schema: Template },
  problems: [404, 409],
  async handle(call) {
    const { formatVersion: _, ...data } = call.body
    const applied = await runCommand(call, 'template.create', data)
    call.c.header('Location', `${templates.path}/${applied.result.id}`)
    return entityResponse(call.c, await entityAfter(call, applied), 201)
  },
})
