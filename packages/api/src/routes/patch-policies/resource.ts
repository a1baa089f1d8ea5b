import { PatchPolicy } from '@orchestrator/domain'
import type { Resource } from '../../http/entity/index.ts'

export const patchPolicies: Resource = {
  path: '/v1/patch-policies',
  tag: 'Patches',
  kind: 'patch_policy',
  schema: PatchPolicy,
  noun: 'policy for patches',
}
