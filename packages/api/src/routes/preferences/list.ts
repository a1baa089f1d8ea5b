import { Id, PreferenceScope } from '@orchestrator/domain'
import * as z from 'zod'
import { byCreation, equals, listRoute } from '../../http/entity/index.ts'
import { preferences } from './resource.ts'

export const listPreferences = listRoute(preferences, {
  operationId: 'listPreferences',
  filters: {
    scope: PreferenceScope.optional(),
    memberId: Id.optional().meta({ description: 'whose they are' }),
    projectId: Id.optional().meta({ description: 'those of the project' }),
    enabled: z.enum(['true', 'false']).optional(),
  },
  sorts: byCreation,
  where: ({ scope, memberId, projectId, enabled }) => [
    ...equals(['scope', scope], ['member_id', memberId], ['project_id', projectId]),
    ...(enabled === undefined ? [] : [{ sql: 't.enabled = ?::boolean', values: [enabled === 'true'] }]),
  ],
})
