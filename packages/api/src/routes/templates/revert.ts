import { AppError, Template } from '@orchestrator/domain'
import { readTemplateVersions } from '@orchestrator/store'
import * as z from 'zod'
import { idParams } from '../../http/entity/index.ts'
import { entityResponse } from '../../http/entity-response.ts'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { requirePermission } from '../../middleware/authenticate.ts'
import { entityAfter, runCommand } from '../../writes/run-command.ts'
import { readTemplate, templates } from './resource.ts'

export const revertTemplate = defineRoute({
  method: 'post',
  path: '/v1/templates/{id}/revert',
  operationId: 'revertTemplate',
  tag: templates.tag,
  summary: 'Make a template what it was in an earlier version; that is a new version, and the name stays',
  access: 'write',
  params: idParams,
  body: z.strictObject({ version: z.int().positive() }),
  bodyExample: { version: 1 },
  answer: { status: 200, description: 'The template after the change', schema: Template },
  problems: [404, 409],
  async handle(call) {
    requirePermission(call.identity, 'template.manage')
    const { api, workspaceId, params, body } = call
    await readTemplate(call, params.id)
    const [before] = await read(api, workspaceId, (tx) =>
      readTemplateVersions(tx, workspaceId, params.id, 1, body.version),
    )
    if (!before)
      throw new AppError('not_found', `the template has no version ${body.version}`, {
        fields: [{ path: 'version', expected: 'one of its versions', code: 'not_found' }],
      })
    const { description, variables, content } = before.template
    const applied = await runCommand(call, 'template.update', { id: params.id, description, variables, content })
    return entityResponse(call.c, await entityAfter(call, applied))
  },
})
