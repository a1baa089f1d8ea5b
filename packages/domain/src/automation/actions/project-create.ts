import { mostName, Name } from '../../commands/fields.ts'
import { ProjectKey } from '../../commands/project/fields.ts'
import { ProjectStatus } from '../../entities/project.ts'
import { deriveId } from '../../ids.ts'
import { CalendarDate } from '../../time.ts'
import { defineAction } from './definition.ts'
import { Template } from './fields.ts'
import { projectResult } from './results.ts'

export const createProjectAction = defineAction({
  action: 'project.create',
  kind: 'immediate',
  summary: 'Create a project',
  fields: {
    key: Template.meta({
      description: '2 to 10 capital letters and digits, a letter first, which no other project has',
    }),
    title: Template.meta({ description: 'the project’s name' }),
    description: Template.optional(),
    status: ProjectStatus.optional(),
    leadId: Template.nullable().optional(),
    startDate: Template.nullable().optional(),
    targetDate: Template.nullable().optional(),
  },
  verbatim: ['status'],
  emptied: ['leadId', 'startDate', 'targetDate'],
  constants: { key: ProjectKey, title: Name, leadId: 'member', startDate: CalendarDate, targetDate: CalendarDate },
  cut: { title: mostName },
  permissions: ['project.create'],
  result: projectResult,
  commands: ({ title, ...fields }) => [{ type: 'project.create', data: { ...fields, name: title } }],
  resultId: (_, commandId) => deriveId(commandId, 'project'),
  code: ({ fields: { title = '', ...fields }, use, object }) =>
    `${use('projects')}.create(${object({ ...fields, name: title })})`,
})
