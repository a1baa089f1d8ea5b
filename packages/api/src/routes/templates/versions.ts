import { Actor, StoredTimestamp, Template } from '@orchestrator/domain'
import { readTemplateVersions } from '@orchestrator/store'
import * as z from 'zod'
import { idParams } from '../../http/entity/index.ts'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { readTemplate, templates } from './resource.ts'

const Versions = z.object({
  items: z.array(
    z
      .object({ version: z.int().positive(), changedAt: StoredTimestamp, actor: Actor, template: Template })
      .meta({ id: 'TemplateVersion' }),
  ),
})

export const listTemplateVersions = defineRoute({
  method: 'get',
  path: '/v1/templates/{id}/versions',
  operationId: 'listTemplateVersions',
  tag: templates.tag,
  summary: 'See the last 100 versions of a template, newest first',
  access: 'read',
  params: idParams,
  answer: { status: 200, description: 'The versions', schema: Versions },
  problems: [404],
  async handle(call) {
    const { api, workspaceId, params } = call
    await readTemplate(call, params.id)
    const items = await read(api, workspaceId, (tx) => readTemplateVersions(tx, workspaceId, params.id, 100))
    return call.c.json({ items })
  },
})
