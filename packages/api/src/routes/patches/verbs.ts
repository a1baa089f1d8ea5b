import { verbRoute } from '../../http/entity/index.ts'
import { patches } from './resource.ts'

export const applyPatch = verbRoute(patches, {
  operationId: 'applyPatch',
  command: 'patch.apply',
  verb: 'apply',
  description:
    'All in one transaction, with your rights: what these refuse is a 403 that names the operation, and nothing is changed. What is not as it was any more becomes `stale` with its `conflicts`, and so does what depends on it.',
})

export const withdrawPatch = verbRoute(patches, {
  operationId: 'withdrawPatch',
  command: 'patch.withdraw',
  verb: 'withdraw',
  description: 'For whoever proposed it, and those who may review it. What was applied of it stays.',
})
