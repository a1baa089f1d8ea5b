import { createTemplate } from '../../commands/template/create.ts'
import { deleteTemplate } from '../../commands/template/delete.ts'
import { quoted } from '../in-words.ts'
import { makes, removes } from './definition.ts'

export const createTemplateOperation = makes(createTemplate, {
  kind: 'template',
  undoneBy: 'template.delete',
  summary: ({ kind, name }) => `Create template ${quoted(name)} of a ${kind}`,
})

export const deleteTemplateOperation = removes(deleteTemplate, createTemplateOperation, {
  words: 'Delete the template',
})
