import { DeploymentSource } from '@orchestrator/domain'
import { listDeployments as list } from '@orchestrator/store'
import * as z from 'zod'
import { defineRoute } from '../../http/route.ts'
import { withDeadline } from '../../middleware/deadline.ts'
import { tag } from './resource.ts'

const Deployment = z
  .object({
    id: z.uuid(),
    seq: z.int().meta({ description: 'of its event `deployment.completed`' }),
    source: z.string(),
    bundleHash: z.string(),
    playbooks: z.array(z.string()).meta({ description: 'those that the bundle has' }),
    removed: z.array(z.string()).meta({ description: 'those that went with it' }),
    memberId: z.uuid().meta({ description: 'as whom its playbooks act' }),
    servedBy: z.enum(['platform', 'worker']).meta({ description: 'whose processes run its code' }),
    at: z.string(),
  })
  .meta({ id: 'Deployment' })

export const listDeployments = defineRoute({
  method: 'get',
  path: '/v1/deployments',
  operationId: 'listDeployments',
  tag,
  summary: 'List what was deployed, newest first',
  access: 'read',
  query: z.strictObject({
    source: DeploymentSource.optional().meta({ description: 'only of this source; `folder`: the server’s own' }),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  answer: {
    status: 200,
    description: 'The newest deployments',
    schema: z.object({ items: z.array(Deployment) }).meta({ id: 'Deployments' }),
  },
  async handle({ api, c, workspaceId, query }) {
    const items = await withDeadline(api.config.requestTimeoutMs, list(api.store, workspaceId, query))
    return c.json({ items })
  },
})
