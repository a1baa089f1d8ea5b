import { workerBundles } from '@orchestrator/store'
import * as z from 'zod'
import { defineRoute } from '../../http/route.ts'
import { requirePermission } from '../../middleware/authenticate.ts'
import { withDeadline } from '../../middleware/deadline.ts'
import { Source, tag } from '../deployments/resource.ts'

const WorkerBundle = z
  .object({
    hash: z.string(),
    current: z.boolean().meta({ description: 'in force' }),
    open: z.boolean().meta({ description: 'with runs that have not ended' }),
  })
  .meta({ id: 'WorkerBundle' })

export const listWorkerBundles = defineRoute({
  method: 'get',
  path: '/v1/workers/bundles',
  operationId: 'listWorkerBundles',
  tag,
  summary: 'List the bundles that your own processes have to serve',
  description:
    'Those that were deployed with `servedBy: worker` and act as the caller’s member: in force, or with runs that have not ended. `orchestrator playbook worker` serves them. Needs the permission automation.manage.',
  access: 'read',
  query: z.strictObject({ source: Source.optional() }),
  answer: {
    status: 200,
    description: 'The bundles',
    schema: z.object({ items: z.array(WorkerBundle) }).meta({ id: 'WorkerBundles' }),
  },
  async handle({ api, c, workspaceId, identity, query }) {
    requirePermission(identity, 'automation.manage')
    const { memberId } = identity.principal.actor
    const bundles = workerBundles(api.store, workspaceId, { memberId, source: query.source })
    return c.json({ items: await withDeadline(api.config.requestTimeoutMs, bundles) })
  },
})
