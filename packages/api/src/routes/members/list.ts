import { Role } from '@orchestrator/domain'
import * as z from 'zod'
import { byCreation, byText, equals, listRoute } from '../../http/entity/index.ts'
import { members } from './resource.ts'

export const listMembers = listRoute(members, {
  operationId: 'listMembers',
  description: 'Those who have left are in it with `removed=true`.',
  filters: {
    role: Role.optional(),
    email: z.string().max(320).toLowerCase().optional(),
    removed: z.stringbool({ truthy: ['true'], falsy: ['false'] }).default(false),
  },
  sorts: { ...byText('name', 'name'), ...byCreation },
  where: ({ role, email, removed }) => [
    ...equals(['role', role, 'text'], ['email', email, 'text']),
    { sql: `t.removed_at is ${removed ? 'not ' : ''}null`, values: [] },
  ],
})
