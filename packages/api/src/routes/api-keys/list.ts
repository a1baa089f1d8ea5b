import { Id } from '@orchestrator/domain'
import * as z from 'zod'
import { byCreation, equals, listRoute } from '../../http/entity/index.ts'
import { apiKeys, seesKeysOf } from './resource.ts'

export const listApiKeys = listRoute(apiKeys, {
  operationId: 'listApiKeys',
  summary: 'List API keys',
  description:
    'Without the permission key.manage: only keys that act for yourself. Revoked keys are in it with `revoked=true`.',
  filters: { memberId: Id.optional(), revoked: z.enum(['true', 'false']).default('false') },
  sorts: byCreation,
  where: ({ memberId, revoked }, { identity }) => [
    ...equals(['member_id', memberId], ['member_id', seesKeysOf(identity)]),
    { sql: `t.revoked_at is ${revoked === 'true' ? 'not ' : ''}null`, values: [] },
  ],
})
