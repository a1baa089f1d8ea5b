import { commandCatalogue, Id, ProjectMember, Role } from '@orchestrator/domain'
import * as z from 'zod'
import { defineRoute } from '../../http/route.ts'
import { entityAfter, runCommand } from '../../writes/run-command.ts'

export const setProjectMember = defineRoute({
  method: 'put',
  path: '/v1/projects/{id}/members/{memberId}',
  operationId: 'setProjectMember',
  tag: 'Projects',
  summary: commandCatalogue['project_member.set'].summary,
  access: 'write',
  params: z.strictObject({ id: Id, memberId: Id }),
  body: z.strictObject({ role: Role }),
  bodyExample: { role: 'MANAGER' },
  answer: { status: 200, description: 'The role in the project', schema: ProjectMember },
  problems: [404, 409],
  async handle(call) {
    const { id: projectId, memberId } = call.params
    const applied = await runCommand(call, 'project_member.set', { projectId, memberId, role: call.body.role })
    return call.c.json(await entityAfter(call, applied))
  },
})
