import { createRoute } from '../../http/entity/index.ts'
import { patchPolicies } from './resource.ts'

export const createPatchPolicy = createRoute(patchPolicies, {
  operationId: 'createPatchPolicy',
  command: 'patch_policy.create',
  description:
    'What it covers of an agent’s patch is applied as soon as it is proposed, with the rights and scopes of whoever proposed it: a policy gives nobody a right.',
  bodyExample: {
    name: 'Triage by itself',
    agent: 'triage',
    commands: ['task.update', 'comment.create'],
    minConfidence: 0.9,
    role: 'CONTRIBUTOR',
  },
})
