import { commandCatalogue, Id } from '@orchestrator/domain'
import * as z from 'zod'
import { defineRoute } from '../../http/route.ts'
import { runCommand } from '../../writes/run-command.ts'

export const removeProjectMember = defineRoute({
  method: 'delete',
  path: '/v1/projects/{id}/members/{memberId}',
  operationId: 'removeProjectMember',
  tag: 'Projects',
  summary: commandCatalogue['project_member.remove'].summary,
  access: 'write',
  params: z.strictObject({ id: Id, memberId: Id }),
  answer: { status: 204, description: 'Done' },
  problems: [404],
  async handle(call) {
    await runCommand(call, 'project_member.remove', { projectId: call.params.id, memberId: call.params.memberId })
    return call.c.body(null, 204)
  },
})
