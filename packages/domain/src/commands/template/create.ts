import * as z from 'zod'
import type { Template } from '../../entities/template.ts'
import { deriveId } from '../../ids.ts'
import { TemplateFileInput } from '../../templates/file.ts'
import { defineCommand } from '../definition.ts'
import { emitInsert } from '../emit-update.ts'
import { NewEntityId } from '../fields.ts'
import { checkTemplate, checkTemplateName, namedIn } from './check.ts'

export const createTemplate = defineCommand({
  type: 'template.create',
  summary: 'Create a template of a task, of a project or of a workflow',
  data: z.strictObject({ id: NewEntityId, ...TemplateFileInput.omit({ formatVersion: true }).shape }),
  needs: (data, commandId) => [
    { kind: 'template', ids: [data.id] },
    { kind: 'template', by: { name: data.name } },
    ...namedIn(data, commandId),
  ],
  decide(data, context) {
    context.allow('template.manage')
    checkTemplateName(context, data.name)
    checkTemplate(context, data)
    return emitInsert(context, 'template', templateOf(data, context.commandId, context.now), {
      type: 'template.created',
    })
  },
  makes: ({ id, name }, commandId) => ({ kind: 'template', names: [id ?? deriveId(commandId, 'template'), name] }),
  foresees: (data, commandId, now) => ({ kind: 'template', row: templateOf(data, commandId, now) }),
})

function templateOf(
  { id, ...rest }: Omit<z.output<typeof TemplateFileInput>, 'formatVersion'> & { readonly id?: string | undefined },
  commandId: string,
  now: string,
): Template {
  return { id: id ?? deriveId(commandId, 'template'), ...rest, version: 1, createdAt: now, updatedAt: now }
}
