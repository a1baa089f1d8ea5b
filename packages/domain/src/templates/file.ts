import * as z from 'zod'
import {
  type Template,
  TemplateContent,
  TemplateContentInput,
  TemplateKind,
  TemplateName,
  TemplateVariable,
  TemplateVariableInput,
} from '../entities/template.ts'

/** A template as a file, for another workspace or a repository. */
export const TemplateFile = z
  .strictObject({
    formatVersion: z.literal(1),
    name: TemplateName,
    kind: TemplateKind,
    description: z.string(),
    variables: z.array(TemplateVariable),
    content: TemplateContent,
  })
  .meta({ id: 'TemplateFile' })
export type TemplateFile = z.infer<typeof TemplateFile>

/** The same as people write it. */
export const TemplateFileInput = z.strictObject({
  formatVersion: z.literal(1),
  name: TemplateName,
  kind: TemplateKind,
  description: z.string().max(10_000).default(''),
  variables: z.array(TemplateVariableInput).max(100).default([]),
  content: TemplateContentInput,
})

/** What an export holds; importing it makes the same template, under ids of its own. */
export const toTemplateFile = ({ name, kind, description, variables, content }: Template): TemplateFile => ({
  formatVersion: 1,
  name,
  kind,
  description,
  variables,
  content,
})
