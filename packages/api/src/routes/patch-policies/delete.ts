import { deleteRoute } from '../../http/entity/index.ts'
import { patchPolicies } from './resource.ts'

export const deletePatchPolicy = deleteRoute(patchPolicies, {
  operationId: 'deletePatchPolicy',
  command: 'patch_policy.delete',
})
