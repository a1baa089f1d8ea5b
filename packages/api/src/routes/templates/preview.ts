import {
  CalendarDate,
  CustomFieldValue,
  Priority,
  planTemplate,
  rolesOf,
  StatusCategory,
  settingOf,
  TaskType,
  type Workspace,
} from '@orchestrator/domain'
import { getEntity } from '@orchestrator/store'
import * as z from 'zod'
import { idParams } from '../../http/entity/index.ts'
import { read } from '../../http/read.ts'
import { defineRoute } from '../../http/route.ts'
import { requirePermission } from '../../middleware/authenticate.ts'
import { applyBody, applyExample } from './apply.ts'
import { readTemplate, templates } from './resource.ts'

const PlannedTask = z
  .object({
    key: z.string(),
    parent: z.string().nullable(),
    title: z.string(),
    description: z.string(),
    type: TaskType,
    priority: Priority,
    status: StatusCategory,
    assigneeId: z.uuid().nullable(),
    tags: z.array(z.string()),
    estimatedMinutes: z.int().nullable(),
    estimatePoints: z.number().nullable(),
    startDate: CalendarDate.nullable(),
    dueDate: CalendarDate.nullable(),
    customFields: z.record(z.string(), CustomFieldValue),
  })
  .meta({ id: 'PlannedTask' })

const Preview = z
  .object({
    start: CalendarDate,
    deadline: CalendarDate.nullable(),
    project: z
      .object({
        name: z.string(),
        description: z.string(),
        leadId: z.uuid().nullable(),
        startDate: CalendarDate.nullable(),
        targetDate: CalendarDate.nullable(),
      })
      .nullable(),
    tasks: z.array(PlannedTask),
    roles: z.array(z.string()).meta({ description: 'all roles of the template, also those that were not filled' }),
  })
  .meta({ id: 'TemplatePreview' })

export const previewTemplate = defineRoute({
  method: 'post',
  path: '/v1/templates/{id}/preview',
  operationId: 'previewTemplate',
  tag: templates.tag,
  summary: 'Show what applying a template would make, with its dates; nothing is made',
  description:
    'Needs the permission task.create. Takes what `apply` takes; where things would go does not matter here.',
  access: 'write',
  params: idParams,
  body: applyBody,
  bodyExample: applyExample,
  answer: { status: 200, description: 'What would be made', schema: Preview },
  problems: [404],
  async handle(call) {
    requirePermission(call.identity, 'task.create')
    const { api, workspaceId } = call
    const template = await readTemplate(call, call.params.id)
    const workspace = await read(api, workspaceId, (tx) => getEntity(tx, workspaceId, 'workspace', workspaceId))
    const setting = settingOf(workspace as unknown as Workspace, new Date().toISOString())
    const { values: _, ...plan } = planTemplate(template, call.body, setting)
    return call.c.json({ ...plan, roles: rolesOf(template.content) })
  },
})
