import { AppError } from '@orchestrator/domain'
import { readBundle, workerBundles } from '@orchestrator/store'
import * as z from 'zod'
import { defineRoute } from '../../http/route.ts'
import { requirePermission } from '../../middleware/authenticate.ts'
import { withDeadline } from '../../middleware/deadline.ts'
import { tag } from '../deployments/resource.ts'

export const getWorkerBundle = defineRoute({
  method: 'get',
  path: '/v1/workers/bundles/{hash}',
  operationId: 'getWorkerBundle',
  tag,
  summary: 'Read the code of a bundle that your own processes have to serve',
  description: 'Needs the permission automation.manage.',
  access: 'read',
  params: z.object({ hash: z.string().min(1).max(128) }),
  answer: {
    status: 200,
    description: 'The code',
    schema: z
      .object({ hash: z.string(), isolate: z.string(), steps: z.string().nullable() })
      .meta({ id: 'WorkerBundleCode' }),
  },
  problems: [404],
  async handle({ api, c, workspaceId, identity, params: { hash } }) {
    requirePermission(identity, 'automation.manage')
    const { memberId } = identity.principal.actor
    const found = async () => {
      const [own] = await workerBundles(api.store, workspaceId, { memberId, hash })
      return own === undefined ? null : readBundle(api.store, workspaceId, hash)
    }
    const bundle = await withDeadline(api.config.requestTimeoutMs, found())
    if (bundle === null) throw new AppError('not_found', `there is no bundle ${hash.slice(0, 12)} that you could serve`)
    const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8')
    return c.json({ hash, isolate: text(bundle.isolate), steps: bundle.steps === null ? null : text(bundle.steps) })
  },
})
