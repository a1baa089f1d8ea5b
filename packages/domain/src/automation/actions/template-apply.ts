import * as z from 'zod'
import { mostName, Name } from '../../commands/fields.ts'
import { ProjectKey } from '../../commands/project/fields.ts'
import { deriveId } from '../../ids.ts'
import { shortened } from '../../storable-text.ts'
import { CalendarDate } from '../../time.ts'
import { defineAction } from './definition.ts'
import { JsonTemplate, Template } from './fields.ts'
import { leftOut } from './left-out.ts'
import { applicationResult } from './results.ts'

export const applyTemplateAction = defineAction({
  action: 'template.apply',
  kind: 'immediate',
  summary: 'Make all that a template describes',
  fields: {
    template: Template.meta({ description: 'the template’s name or its id' }),
    variables: z.record(z.string(), JsonTemplate).optional(),
    roles: z.record(z.string(), Template).optional().meta({ description: 'who fills each role: ids of members' }),
    start: Template.nullable().optional().meta({ description: 'the day from which dates count; default: today' }),
    deadline: Template.nullable().optional(),
    projectId: Template.nullable()
      .default('{{event.projectId}}')
      .meta({ description: 'where its tasks go; null for a workflow' }),
    project: z
      .strictObject({ key: Template, name: Template.optional() })
      .optional()
      .meta({ description: 'a new project, in place of `projectId`' }),
    parentId: Template.nullable().optional(),
  },
  json: ['variables'],
  emptied: ['start', 'deadline', 'projectId', 'parentId'],
  constants: {
    template: 'template',
    'roles.*': 'member',
    projectId: 'project',
    parentId: 'task',
    start: CalendarDate,
    deadline: CalendarDate,
    'project.key': ProjectKey,
    'project.name': Name,
  },
  permissions: ['task.create'],
  result: applicationResult,
  commands: ({ projectId, ...fields }) => {
    const project = fields['project'] as { key: string; name?: string } | undefined
    const given = {
      ...fields,
      ...(project === undefined ? { projectId } : { project: named(project) }),
    }
    const data = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null && value !== undefined))
    return [{ type: 'template.apply', data }]
  },
  resultId: (_, commandId) => deriveId(commandId, 'template_application'),
  code({ fields: { template = '', projectId = 'null', ...fields }, use, call }) {
    const given = { ...fields, ...(fields['project'] === undefined && { projectId }) }
    const input = Object.fromEntries(
      Object.entries(given).flatMap(([name, code]) => (code === 'null' ? [] : [[name, leftOut(code)]])),
    )
    return call(`${use('templates')}.apply`, template, input)
  },
})

const named = ({ name, ...project }: { readonly key: string; readonly name?: string }) =>
  name === undefined ? project : { ...project, name: shortened(name, mostName) }
