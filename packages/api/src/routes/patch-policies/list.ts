import { Id } from '@orchestrator/domain'
import * as z from 'zod'
import { byCreation, byText, equals, listRoute } from '../../http/entity/index.ts'
import { patchPolicies } from './resource.ts'

export const listPatchPolicies = listRoute(patchPolicies, {
  operationId: 'listPatchPolicies',
  summary: 'List policies for patches',
  filters: { name: z.string().min(1).max(200).optional(), projectId: Id.optional() },
  sorts: { ...byText('name', 'name'), ...byCreation },
  where: ({ name, projectId }) => equals(['name', name, 'text'], ['project_id', projectId]),
})
