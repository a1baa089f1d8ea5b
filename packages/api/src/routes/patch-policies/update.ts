import { updateRoute } from '../../http/entity/index.ts'
import { patchPolicies } from './resource.ts'

export const updatePatchPolicy = updateRoute(patchPolicies, {
  operationId: 'updatePatchPolicy',
  command: 'patch_policy.update',
  bodyExample: { enabled: false },
})
