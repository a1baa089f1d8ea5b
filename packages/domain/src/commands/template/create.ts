import * as z from 'zod'
import { deriveId } from '../../ids.ts'
import { TemplateFileInput } from '../../templates/file.ts'
import { defineCommand } from '../definition.ts'
import { emitInsert } from '../emit-update.ts'
import { NewEntityId } from '../fields.ts'
import { checkTemplate, checkTemplateName, membersNamed } from './check.ts'

export const createTemplate = defineCommand({
  type: 'template.create',
  summary: 'Create a template of a task, of a project or of a workflow',
  data: z.strictObject({ id: NewEntityId, ...TemplateFileInput.omit({ formatVersion: true }).shape }),
  needs: (data) => [
    { kind: 'template', ids: [data.id] },
    { kind: 'template', by: { name: data.name } },
    membersNamed(data),
  ],
  decide(data, context) {
    context.allow('template.manage')
    checkTemplateName(context, data.name)
    checkTemplate(context, data)
    const { id = deriveId(context.commandId, 'template'), ...rest } = data
    const stamps = { version: 1, createdAt: context.now, updatedAt: context.now }
    return emitInsert(context, 'template', { id, ...rest, ...stamps }, { type: 'template.created' })
  },
})
