import { Actor, Permission, Role } from '@orchestrator/domain'
import * as z from 'zod'
import { defineRoute } from '../../http/route.ts'

const Me = z
  .object({ workspaceId: z.uuid(), actor: Actor, role: Role, scopes: z.array(Permission).nullable() })
  .meta({ id: 'Me', description: 'Who the API key acts for; `scopes` null: all that the member may' })

export const getMe = defineRoute({
  method: 'get',
  path: '/v1/me',
  operationId: 'getMe',
  tag: 'Workspace',
  summary: 'Who am I, and what may I do?',
  access: 'write',
  answer: { status: 200, description: 'The caller', schema: Me },
  handle: ({ c, workspaceId, identity: { principal, role } }) =>
    c.json({ workspaceId, actor: principal.actor, role, scopes: principal.scopes }),
})
