import * as z from 'zod'
import { mostTitle, Title } from '../../commands/task/fields.ts'
import { Role } from '../../permissions.ts'
import { defineAction } from './definition.ts'
import { Template } from './fields.ts'

/** By whom a rule tells, what playbooks call it. */
const told = { memberId: 'user', assigneeOf: 'assignee', leadOf: 'lead', project: 'project', role: 'role' } as const

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
  constants: {
    title: Title,
    'to.memberId': 'member',
    'to.assigneeOf': 'task',
    'to.leadOf': 'project',
    'to.project': 'project',
  },
  cut: { title: mostTitle },
  permissions: ['notification.send'],
  result: { t: 'object', fields: {} },
  commands: (data) => [{ type: 'notification.send', data }],
  code({ fields: { title = '', body, link }, parts, use, object }) {
    const [[kind, whom] = ['memberId', '']] = Object.entries(parts('to'))
    const more = { ...(body !== undefined && { body }), ...(link !== undefined && { link }) }
    const message = Object.keys(more).length > 0 ? object({ title, ...more }) : title
    return `${use('notify')}.${told[kind as keyof typeof told]}(${whom}, ${message})`
  },
})
