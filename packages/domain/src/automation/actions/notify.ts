import * as z from 'zod'
import { Role } from '../../permissions.ts'
import { defineAction } from './definition.ts'
import { Template } from './fields.ts'

export const notifyAction = defineAction({
  action: 'notify',
  kind: 'immediate',
  summary: 'Tell members something, in their inbox',
  fields: {
    to: z.union([
      z.strictObject({ memberId: Template }),
      z.strictObject({ assigneeOf: Template.meta({ description: 'a task, e.g. `{{event.task.id}}`' }) }),
      z.strictObject({ leadOf: Template.meta({ description: 'a project, e.g. `{{event.projectId}}`' }) }),
      z.strictObject({ project: Template.meta({ description: 'whoever has a role in it, and its lead' }) }),
      z.strictObject({ role: Role }),
    ]),
    title: Template,
    body: z.string().max(10_000).optional(),
    link: Template.optional(),
  },
  permissions: ['notification.send'],
  result: { t: 'object', fields: {} },
  commands: (data) => [{ type: 'notification.send', data }],
})
