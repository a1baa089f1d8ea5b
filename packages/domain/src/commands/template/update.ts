import * as z from 'zod'
import { TemplateContentInput, TemplateName, TemplateVariableInput } from '../../entities/template.ts'
import { Id } from '../../ids.ts'
import { defineCommand } from '../definition.ts'
import { emitUpdate } from '../emit-update.ts'
import { BaseVersion } from '../fields.ts'
import { checkTemplate, checkTemplateName, namedIn } from './check.ts'

export const updateTemplate = defineCommand({
  type: 'template.update',
  summary: 'Change a template; what was made of it stays as it is',
  data: z.strictObject({
    id: Id,
    baseVersion: BaseVersion,
    name: TemplateName.optional(),
    description: z.string().max(10_000).optional(),
    variables: z.array(TemplateVariableInput).max(100).optional(),
    content: TemplateContentInput.optional(),
  }),
  needs: (data) => [
    { kind: 'template', ids: [data.id], write: true },
    ...(data.name === undefined ? [] : [{ kind: 'template', by: { name: data.name } } as const]),
  ],
  more(data, rows, commandId) {
    const template = rows.find('template', data.id)
    if (!template) return []
    const next = { variables: data.variables ?? template.variables, content: data.content ?? template.content }
    return namedIn(next, commandId)
  },
  decide({ id, baseVersion, ...patch }, context) {
    const template = context.get('template', id, 'id')
    context.allow('template.manage')
    if (patch.name !== undefined && patch.name !== template.name) checkTemplateName(context, patch.name)
    const { variables = template.variables, content = template.content } = patch
    if (patch.variables || patch.content) checkTemplate(context, { kind: template.kind, variables, content })
    return emitUpdate(context, 'template', id, patch as never, { type: 'template.updated', baseVersion })
  },
})
